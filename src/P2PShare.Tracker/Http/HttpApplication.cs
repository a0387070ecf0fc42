using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using P2PShare.Net.Transport;

namespace P2PShare.Tracker.Http;

/// <summary>What the server calls for each request. A tracker needs no routes, no middleware and no services: only this.</summary>
internal sealed class HttpApplication(HttpRequestHandler handler) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var source = context.GetRequiredFeature<IHttpConnectionFeature>().RemoteIpAddress?.Unmap() ?? IPAddress.None;
        var isHead = request.Method == "HEAD";
        var reply = isHead || request.Method == "GET"
            ? handler.Handle(request.Path, request.QueryString, source)
            : HttpReply.MethodNotAllowed;
        SetHead(context.GetRequiredFeature<IHttpResponseFeature>(), reply);
        if (!isHead)
        {
            var aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
            await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(reply.Body, aborted);
        }
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    private static void SetHead(IHttpResponseFeature response, HttpReply reply)
    {
        response.StatusCode = reply.Status;
        response.Headers.ContentType = reply.ContentType;
        response.Headers.ContentLength = reply.Body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        if (reply.Status == StatusOfOtherMethods)
        {
            response.Headers.Allow = "GET, HEAD";
        }
    }

    private const int StatusOfOtherMethods = 405;
}
