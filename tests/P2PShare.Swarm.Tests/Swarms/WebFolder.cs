using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>A folder as a web server on loopback has it, ranges included; or as a broken one has it.</summary>
internal sealed class WebFolder : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebFolder(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(context => AnswerAsync(folder, context));
    }

    /// <summary>Where it is; ends in a slash.</summary>
    public string Url => _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/";

    /// <summary>What was asked for: path and range.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Changes a file before any of it is sent.</summary>
    public Action<byte[]> Change { get; set; } = static _ => { };

    /// <summary>Answers in the server's place.</summary>
    public Action<HttpResponse>? Instead { get; set; }

    /// <summary>Serves a folder on a free port.</summary>
    public static async Task<WebFolder> ServeAsync(string folder)
    {
        var web = new WebFolder(folder);
        await web._app.StartAsync();
        return web;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(string folder, HttpContext context)
    {
        Asked.Enqueue($"{context.Request.Path.ToUriComponent()} {context.Request.Headers.Range}");
        if (Instead is { } answer)
        {
            answer(context.Response);
            return;
        }

        var path = Path.Combine(folder, context.Request.Path.Value![1..]);
        if (!File.Exists(path))
        {
            context.Response.StatusCode = 404;
            return;
        }

        var file = await File.ReadAllBytesAsync(path);
        Change(file);
        await Results.File(file, enableRangeProcessing: true).ExecuteAsync(context);
    }
}
