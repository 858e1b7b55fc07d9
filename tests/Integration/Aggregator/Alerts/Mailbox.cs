using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>A web server that keeps what is posted to it, and refuses as often as it is told to.</summary>
internal sealed class Mailbox : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refusals;

    private Mailbox(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First() + "/hook");

    /// <summary>Bodies and signatures, refused ones too.</summary>
    public ConcurrentQueue<(string Body, string Signature, bool Taken)> Posts { get; } = new();

    public static async Task<Mailbox> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var mailbox = new Mailbox(builder.Build());
        mailbox._app.MapPost("/hook", mailbox.TakeAsync);
        mailbox._app.MapPost("/status/{status:int}", (int status) => TypedResults.StatusCode(status));
        await mailbox._app.StartAsync(TestContext.Current.CancellationToken);
        return mailbox;
    }

    public void Refuse(int times) => _refusals = times;

    /// <summary>What it does not take, however often it is sent.</summary>
    public Func<string, bool> Refuses { private get; set; } = _ => false;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var isTaken = Interlocked.Decrement(ref _refusals) < 0 && !Refuses(body);
        Posts.Enqueue((body, request.Headers["Ringback-Signature"].ToString(), isTaken));
        return isTaken ? TypedResults.NoContent() : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
