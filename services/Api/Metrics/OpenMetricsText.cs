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

    private readonly StringBuilder _text = new(1 << 20);
    private string _family = "";

    /// <param name="name">snake_case; its end is its unit.</param>
    public OpenMetricsText Family(string name, string help)
    {
        _family = name;
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
        return this;
    }

    /// <param name="value">Null for what nobody knows: then there is no sample.</param>
    /// <param name="labels">Names and values by turns.</param>
    public void Sample(double? value, params ReadOnlySpan<string> labels)
    {
        if (value is not { } known)
            return;

        _text.Append(_family);
        for (var i = 0; i < labels.Length; i += 2)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i]).Append("=\"");
            Append(labels[i + 1]);
            _text.Append('"');
        }

        _text.Append(labels.Length > 0 ? "} " : " ").Append(CultureInfo.InvariantCulture, $"{known:R}\n");
    }

    public byte[] End() => Encoding.UTF8.GetBytes(_text.Append("# EOF\n").ToString());

    private void Append(string value)
    {
        if (value.AsSpan().IndexOfAny("\\\"\n") < 0)
            _text.Append(value);
        else
            _text.Append(
                value
                    .Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("\"", "\\\"", StringComparison.Ordinal)
                    .Replace("\n", "\\n", StringComparison.Ordinal)
            );
    }
}
