using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringback.Protocols.Sdp;

/// <summary>A session description (RFC 8866), as far as calls need it.</summary>
/// <remarks>Lines that a call does not need (i, u, e, p, b, z, k, r) are checked for their place and dropped.</remarks>
public sealed record SdpSession
{
    /// <summary>The text of <c>application/sdp</c> is refused where longer: no call needs more.</summary>
    public const int MaxSize = 32 * 1024;

    public const string ContentType = "application/sdp";

    /// <summary>User name of <c>o=</c>, often <c>-</c>.</summary>
    public required string OriginUser { get; init; }

    /// <summary>Digits: the same for the life of a session.</summary>
    public required string SessionId { get; init; }

    /// <summary>Digits: one more with each changed offer.</summary>
    public required string SessionVersion { get; init; }

    public required SdpConnection Origin { get; init; }

    public string Name { get; init; } = "-";

    /// <summary>For each media that has none of its own.</summary>
    public SdpConnection? Connection { get; init; }

    public IReadOnlyList<SdpAttribute> Attributes { get; init; } = [];

    public IReadOnlyList<SdpMedia> Media { get; init; } = [];

    /// <summary>What holds for a media: its own direction, the session's, or both ways.</summary>
    public SdpDirection DirectionOf(SdpMedia media) =>
        media.Direction ?? SdpDirections.Find(Attributes) ?? SdpDirection.SendReceive;

    /// <summary>Where a media is to be sent.</summary>
    public SdpConnection? ConnectionOf(SdpMedia media) => media.Connection ?? Connection;

    /// <returns>False for anything that is no session description. Never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SdpSession? session) =>
        SdpParser.TryParse(text, out session);

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    public override string ToString()
    {
        var text = new StringBuilder("v=0\r\n");
        text.Append($"o={OriginUser} {SessionId} {SessionVersion} {Origin}\r\n").Append($"s={Name}\r\n");
        if (Connection is not null)
            text.Append($"c={Connection}\r\n");

        text.Append("t=0 0\r\n");
        Append(text, Attributes);
        foreach (var media in Media)
        {
            text.Append($"m={media.Kind} {media.Port} {media.Protocol} {string.Join(' ', media.Formats)}\r\n");
            if (media.Connection is not null)
                text.Append($"c={media.Connection}\r\n");

            Append(text, media.Attributes);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
            text.Append($"a={attribute}\r\n");
    }
}
