using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Transmission's remote control: JSON over HTTP, with a session id that it hands out with status 409.</summary>
internal sealed class TransmissionRpc(NetworkNamespace network, Uri address) : IDisposable
{
    private const string SessionHeader = "X-Transmission-Session-Id";

    private readonly HttpClient _http = network.MakeHttpClient();
    private string _session = "";

    /// <summary>Whether it answers yet.</summary>
    public async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync("session-get", new JsonObject { ["fields"] = new JsonArray("version") }, cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Calls a method and returns its <c>arguments</c>.</summary>
    public async Task<JsonNode> CallAsync(string method, JsonObject arguments, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["method"] = method, ["arguments"] = arguments }.ToJsonString();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add(SessionHeader, _session);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Conflict)
            {
                _session = response.Headers.GetValues(SessionHeader).First();
                continue;
            }

            response.EnsureSuccessStatusCode();
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            return (string?)answer["result"] == "success"
                ? answer["arguments"]!
                : throw new InvalidOperationException($"Transmission refuses {method}: {answer["result"]}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
