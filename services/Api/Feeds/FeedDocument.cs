using Microsoft.Net.Http.Headers;
using Ringback.Api.Endpoints;
using Ringback.Model;

namespace Ringback.Api.Feeds;

/// <summary>A document as it goes out.</summary>
internal sealed class FeedDocument(byte[] body, string contentType, Instant changedAt)
{
    public ReadOnlyMemory<byte> Body { get; } = body;

    public string ContentType { get; } = contentType;

    public EntityTagHeaderValue Tag { get; } = EntityTag.Of(body, isWeak: false);

    /// <summary>In whole seconds, as HTTP has it.</summary>
    public DateTimeOffset LastModified { get; } =
        DateTimeOffset.FromUnixTimeSeconds(changedAt.ToDateTimeOffset().ToUnixTimeSeconds());
}
