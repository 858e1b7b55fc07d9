using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Checks.Http;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.CatalogFiles.Checks;

internal static class WebSocketReader
{
    private static readonly FieldReader<TimeSpan> Hold = One.Duration(TimeSpan.Zero, TimeSpan.FromHours(1), "2m");

    private static readonly FieldReader<TimeSpan> Interval = One.Duration(
        TimeSpan.FromMilliseconds(100),
        TimeSpan.FromMinutes(10),
        "10s"
    );

    private static readonly string[] LimitedPhases =
    [
        PhaseNames.Resolve,
        PhaseNames.Connect,
        PhaseNames.Tls,
        PhaseNames.Upgrade,
        PhaseNames.FirstMessage,
        PhaseNames.Ping,
    ];

    public static WebSocketCheck Read(Section section, TimeSpan timeout)
    {
        var limits = section.Inner("limits");
        var secrets = NameReader.ReadSecrets(section);
        var known = secrets.Keys.ToHashSet(StringComparer.Ordinal);
        var check = new WebSocketCheck
        {
            Url = section.Required(
                "url",
                "write the URL, such as wss://pbx.example.com/ws",
                HttpTexts.WebSocketUrl(known)
            ),
            Subprotocol = section.Maybe<string>("subprotocol", Token),
            Origin = section.Maybe<string>("origin", One.Line),
            Headers =
                RequestReader.ReadMap(section, "headers", known, ofHeaders: true) ?? new Dictionary<string, string>(),
            Secrets = secrets,
            Send = section.Maybe<string>("send", HttpTexts.Text("the message", known)),
            Message = ReadMessage(section),
            Ping = section.Optional("ping", One.Flag, true),
            Hold = section.Optional("hold", Hold, TimeSpan.Zero),
            PingInterval = section.Optional("ping_interval", Interval, TimeSpan.FromSeconds(10)),
            MostDrops = limits.Optional("drops", One.Whole(0, 100), 0),
            Family = section.Optional("family", HttpTexts.Family, IpFamily.Any),
            Tls = TlsReader.Read(section, limits),
            PhaseLimits = HttpTexts.PhaseLimits(limits, LimitedPhases),
        };
        if (timeout > TimeSpan.Zero && check.Hold > TimeSpan.Zero && check.Hold + TimeSpan.FromSeconds(1) > timeout)
        {
            section.Fail(
                "hold",
                $"{DurationText.Of(check.Hold)} does not fit into the time limit of {DurationText.Of(timeout)}",
                "leave a second for opening and closing: raise the target's timeout"
            );
        }

        limits.Close();
        return check;
    }

    private static Model.Catalogs.Checks.Http.TextExpectation? ReadMessage(Section section)
    {
        if (
            section.Find("message") is not { } field
            || !Section.TryOpen(
                field,
                "a map such as { contains: hello }, or {} for any",
                section.IsPartial,
                out var message
            )
        )
            return null;

        var read = TextExpectationReader.Read(message);
        message.Close();
        return read;
    }

    /// <summary>RFC 6455 §4.1.</summary>
    private static bool Token(Field field, [MaybeNullWhen(false)] out string token) =>
        field.TryText("a subprotocol such as sip", out token)
        && (
            (token.Length <= 100 && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+'))
            || field.Fail($"{Shown.Quoted(token)} is no subprotocol", "write one such as sip")
        );
}
