using Microsoft.Net.Http.Headers;
using Ringback.Api.Endpoints;
using Ringback.Model;

namespace Ringback.Api.Feeds;

/// <summary>A document as it goes out.</summary>
internal sealed class FeedDocument
{
    public FeedDocument(byte[] body, string contentType, Instant changedAt)
    {
        (Body, ContentType, Tag) = (body, contentType, EntityTag.Of(body, isWeak: false));
        LastModified = DateTimeOffset.FromUnixTimeSeconds(changedAt.ToDateTimeOffset().ToUnixTimeSeconds());
        (TagText, LastModifiedText) = (Tag.ToString(), HeaderUtilities.FormatDate(LastModified));
    }

    public ReadOnlyMemory<byte> Body { get; }

    public string ContentType { get; }

    public EntityTagHeaderValue Tag { get; }

    /// <summary>In whole seconds, as HTTP has it.</summary>
    public DateTimeOffset LastModified { get; }

    /// <summary>As it stands in a header, and below: written once for thousands of answers.</summary>
    public string TagText { get; }

    public string LastModifiedText { get; }
}
