using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ringback.Api.Metrics;

/// <summary>
/// Gauges in the OpenMetrics text format, in a way that readers of the older Prometheus format take too. Samples of a family stand together:
/// each family is begun once.
/// </summary>
internal sealed class OpenMetricsText
{
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    public const string OldContentType = "text/plain; version=0.0.4; charset=utf-8";
    private const int LongestNumber = 32;

    private readonly ArrayBufferWriter<byte> _text = new(1 << 20);
    private byte[] _family = [];

    /// <param name="name">snake_case; its end is its unit.</param>
    public OpenMetricsText Family(string name, string help)
    {
        _family = Encoding.UTF8.GetBytes(name);
        Encoding.UTF8.GetBytes($"# HELP {name} {help}\n# TYPE {name} gauge\n", _text);
        return this;
    }

    /// <param name="value">Null for what nobody knows: then there is no sample.</param>
    /// <param name="labels">Names and values by turns.</param>
    public void Sample(double? value, params ReadOnlySpan<string> labels)
    {
        if (value is not null)
            Sample(value, labels.IsEmpty ? [] : Labels(labels));
    }

    /// <param name="value">Null for what nobody knows: then there is no sample.</param>
    /// <param name="labels">As <see cref="Labels"/> wrote them, once for many families.</param>
    public void Sample(double? value, byte[] labels)
    {
        if (value is not { } known)
            return;

        var line = _text.GetSpan(_family.Length + labels.Length + LongestNumber + 2);
        _family.CopyTo(line);
        var length = _family.Length;
        labels.CopyTo(line[length..]);
        length += labels.Length;
        line[length++] = (byte)' ';
        known.TryFormat(line[length..], out var digits, "R", CultureInfo.InvariantCulture);
        length += digits;
        line[length++] = (byte)'\n';
        _text.Advance(length);
    }

    /// <param name="labels">Names and values by turns.</param>
    public static byte[] Labels(params ReadOnlySpan<string> labels)
    {
        var text = new StringBuilder();
        for (var i = 0; i < labels.Length; i += 2)
            text.Append(i == 0 ? '{' : ',').Append(labels[i]).Append("=\"").Append(Escaped(labels[i + 1])).Append('"');

        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    public ReadOnlyMemory<byte> End()
    {
        _text.Write("# EOF\n"u8);
        return _text.WrittenMemory;
    }

    private static string Escaped(string value) =>
        value.AsSpan().IndexOfAny("\\\"\n") < 0
            ? value
            : value
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
}
