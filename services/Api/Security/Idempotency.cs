using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Store.Access;

namespace Ringback.Api.Security;

/// <summary>A write with an <c>Idempotency-Key</c> is done once; who sends it again within a day gets the first answer.</summary>
internal sealed class Idempotency(IdempotencyLedger ledger)
{
    public const string Header = "Idempotency-Key";

    private const string Replayed = "Idempotency-Replayed";
    private const int Longest = 255;
    private static readonly string[] Kept = ["Content-Type", "Location", "ETag"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (
            !context.Request.Headers.TryGetValue(Header, out var header)
            || context.GetEndpoint() is not RouteEndpoint
            || HttpMethods.IsGet(context.Request.Method)
            || HttpMethods.IsHead(context.Request.Method)
            || Caller.Of(context.User) is not { } caller
        )
        {
            await next(context);
            return;
        }

        if (header is not [{ Length: > 0 and <= Longest } key] || key.Any(letter => letter is < ' ' or > '~'))
        {
            await Problem(
                    400,
                    "This is no Idempotency-Key",
                    $"It has 1 to {Longest} printable characters, such as a UUID."
                )
                .ExecuteAsync(context);
            return;
        }

        var request = await HashAsync(context);
        switch (await ledger.BeginAsync(caller.Id, key, request, context.RequestAborted))
        {
            case null:
                await RunAsync(context, next, caller.Id, key);
                break;
            case { IsSame: false }:
                await Problem(422, "The Idempotency-Key was used for another request", "Each request has its own.")
                    .ExecuteAsync(context);
                break;
            case { Answer: { } answer }:
                await ReplayAsync(context, answer);
                break;
            default:
                context.Response.Headers.RetryAfter = "2";
                await Problem(409, "The first of these requests is under way", "Send it again in a moment.")
                    .ExecuteAsync(context);
                break;
        }
    }

    private async Task RunAsync(HttpContext context, RequestDelegate next, string actor, string key)
    {
        var body = context.Response.Body;
        using var written = new MemoryStream();
        context.Response.Body = written;
        var isDone = false;
        try
        {
            await next(context);
            isDone = context.Response.StatusCode < 500 && context.Response.StatusCode != 429;
        }
        finally
        {
            context.Response.Body = body;
            if (!isDone)
                await ledger.GiveUpAsync(actor, key, CancellationToken.None);
        }

        var bytes = written.ToArray();
        if (isDone)
        {
            var headers = Kept.Where(name => context.Response.Headers.ContainsKey(name))
                .ToDictionary(name => name, name => context.Response.Headers[name].ToString());
            var answer = new StoredAnswer(
                context.Response.StatusCode,
                JsonSerializer.Serialize(headers),
                ShownOnce.Without(context, bytes)
            );
            await ledger.EndAsync(actor, key, answer, CancellationToken.None);
        }

        await body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext context, StoredAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(answer.Headers)!)
            context.Response.Headers[name] = value;

        context.Response.Headers[Replayed] = "true";
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static async Task<byte[]> HashAsync(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n{request.Headers.IfMatch}\n")
        );
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            hash.AppendData(buffer, 0, read);

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private static ProblemHttpResult Problem(int status, string title, string detail) =>
        TypedResults.Problem(statusCode: status, title: title, detail: detail);
}

/// <summary>A secret in an answer that is told once, and is not kept with it.</summary>
internal static class ShownOnce
{
    private static readonly object Item = new();

    public static string Tell(HttpContext context, string secret)
    {
        context.Items[Item] = secret;
        context.Response.Headers.CacheControl = "no-store"; // nor is it compressed
        return secret;
    }

    /// <summary>The JSON of the answer with null in its place.</summary>
    public static byte[] Without(HttpContext context, byte[] body) =>
        context.Items[Item] is string secret
            ? Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(body).Replace($"\"{secret}\"", "null", StringComparison.Ordinal)
            )
            : body;
}
