using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Ringback.Api.Answers;

/// <summary>Text travels as br or gzip, whoever asks for it.</summary>
internal static class Compression
{
    private static readonly string[] Types =
    [
        "application/json",
        "application/problem+json",
        "application/schema+json",
        "application/feed+json",
        "application/atom+xml",
        "application/rss+xml",
        "application/x-ndjson",
        "application/openmetrics-text",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/plain",
    ];

    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true; // what holds a secret is left alone
            compression.MimeTypes = Types;
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        services.AddSingleton<IResponseCompressionProvider, OpenAnswers>();
    }

    /// <summary>
    /// An answer that nobody may keep holds a secret: beside what its reader chose, its length would tell of it letter by letter (BREACH).
    /// </summary>
    private sealed class OpenAnswers(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
        : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) =>
            !context.Response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase)
            && base.ShouldCompressResponse(context);
    }
}
