using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Ringback.Model;

namespace Ringback.Api.Feeds;

/// <summary>A document as it goes out.</summary>
internal sealed class FeedDocument(byte[] body, string contentType, Instant changedAt)
{
    public ReadOnlyMemory<byte> Body { get; } = body;

    public string ContentType { get; } = contentType;

    /// <summary>Of the bytes: the same from every replica.</summary>
    public EntityTagHeaderValue Tag { get; } =
        new($"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, 16))}\"");

    /// <summary>In whole seconds, as HTTP has it.</summary>
    public DateTimeOffset LastModified { get; } =
        DateTimeOffset.FromUnixTimeSeconds(changedAt.ToDateTimeOffset().ToUnixTimeSeconds());
}
