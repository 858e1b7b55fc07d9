using System.Text;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>What came back to one request, the body as far as it was read.</summary>
/// <param name="Url">That was asked.</param>
/// <param name="Headers">Those of the body too.</param>
/// <param name="Body">At most <see cref="BodyReader.MaxSize"/>, decompressed.</param>
/// <param name="IsCut">Whether there was more of it.</param>
internal sealed record HttpAnswer(
    Uri Url,
    int Status,
    string ReasonPhrase,
    IReadOnlyList<(string Name, string Value)> Headers,
    string? MediaType,
    string? Charset,
    ReadOnlyMemory<byte> Body,
    bool IsCut
)
{
    private readonly Lazy<string> _text = new(() => EncodingOf(Charset).GetString(Body.Span));

    /// <summary>From the request's last byte to the answer's first.</summary>
    public TimeSpan? FirstByte { get; init; }

    /// <summary>Where it sends the request on to; null for nowhere.</summary>
    public string? Location =>
        Headers.FirstOrDefault(h => h.Name.Equals("Location", StringComparison.OrdinalIgnoreCase)).Value;

    public string Text => _text.Value;

    public string Beginning(int most) => Text.Length <= most ? Text : $"{Text.AsSpan(0, most)}…";

    private static Encoding EncodingOf(string? charset) =>
        charset?.Trim('"').ToLowerInvariant() is "iso-8859-1" or "latin1" or "us-ascii" or "windows-1252"
            ? Encoding.Latin1
            : Encoding.UTF8;
}
