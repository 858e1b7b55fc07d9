using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class TcpReader
{
    private const int LongestText = 1000;

    private static readonly FieldReader<TimeSpan> ConnectTime = One.Duration(
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromMinutes(1),
        "100ms"
    );

    public static TcpCheck Read(Section section, TimeSpan timeout)
    {
        var limits = section.Inner("limits");
        var check = new TcpCheck
        {
            Host = section.Required<string>("host", "write the server, such as pbx.example.com", One.Host),
            Port = section.Required<int>("port", "write its TCP port, such as 25", One.Port),
            OverTls = section.Optional("tls", One.Flag, false),
            Tls = TlsReader.Read(section, limits),
            Send = section.Maybe<string>("send", Text),
            Contains = section.Maybe<string>("contains", Text),
            Matches = section.Maybe<string>("matches", Expression),
            ReadLimit = section.Optional("read_limit", One.Whole(1, TcpCheck.MaxRead), 4096),
            ConnectTime = limits.TryGet("connect_time", ConnectTime, out var slow) ? slow : null,
        };
        limits.Close();
        if (!check.OverTls && !section.IsPartial)
            TlsReader.Refuse(section, limits, "tls: true");

        return check;
    }

    private static bool Text(Field field, [MaybeNullWhen(false)] out string text) =>
        field.TryText("text", out text)
        && (text.Length <= LongestText || field.Fail($"is longer than {LongestText} characters", "shorten it"));

    private static bool Expression(Field field, [MaybeNullWhen(false)] out string expression)
    {
        if (!Text(field, out expression))
            return false;

        try
        {
            _ = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return field.Fail(
                $"is no regular expression that surely ends: {Shown.Text(e.Message)}",
                "mend it, without lookaround, backreferences and atomic groups"
            );
        }
    }
}
