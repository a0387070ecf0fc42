using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using P2PShare.Engine.Discovery;
using P2PShare.Net.Names;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class HttpsTrackerTests
{
    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        var transport = new TcpTransport();
        await using var listener = transport.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var serving = ServeAsync(listener);
        using var connector = new HttpConnector(transport, local: null, TimeProvider.System);
        var hosts = new TrackerHosts(new SystemNameResolver(), TimeProvider.System);
        var client = new HttpTrackerClient(new HttpFetcher(connector, hosts, TimeProvider.System), hosts);
        TrackerUrl.TryParse($"https://127.0.0.1:{listener.LocalEndPoint.Port}/announce", out var url, out _).ShouldBeTrue();

        var answer = await client.AnnounceAsync(url!, TrackerWorld.Request, TrackerFamily.IPv4, CancellationToken.None);

        answer.Problem.ShouldBe("the tracker's certificate is not trusted");
        (await serving).ShouldBeFalse("nothing of the announce may have been sent");
    }

    // Whether a request was received.
    private static async Task<bool> ServeAsync(IConnectionListener listener)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var connection = await listener.AcceptAsync(CancellationToken.None);
        await using var tls = new SslStream(new ConnectionStream(connection!));
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            return await tls.ReadAsync(new byte[100]) > 0;
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }
}
