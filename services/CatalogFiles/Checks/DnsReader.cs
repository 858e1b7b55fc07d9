using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class DnsReader
{
    private const int MostRecords = 100;

    private static readonly FieldReader<DnsQueryType> QueryType = Many.Word(
        Enum.GetValues<DnsQueryType>().ToDictionary(type => type.ToString().ToLowerInvariant())
    );

    private static readonly FieldReader<DnsTransport> Transport = Many.Word(
        Enum.GetValues<DnsTransport>().ToDictionary(transport => transport.ToString().ToLowerInvariant())
    );

    private static readonly FieldReader<DnsExpectedCode> Code = Many.Word(
        new Dictionary<string, DnsExpectedCode>
        {
            ["noerror"] = DnsExpectedCode.NoError,
            ["nxdomain"] = DnsExpectedCode.NoSuchName,
            ["servfail"] = DnsExpectedCode.ServerFailure,
            ["refused"] = DnsExpectedCode.Refused,
        }
    );

    private static readonly FieldReader<TimeSpan> Lifetime = One.Duration(TimeSpan.Zero, TimeSpan.FromDays(7), "5m");

    private static readonly FieldReader<TimeSpan> ResponseTime = One.Duration(
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromMinutes(1),
        "200ms"
    );

    public static DnsCheck Read(Section section, TimeSpan timeout)
    {
        var type = section.Required("type", $"write what to ask for: {Words()}", QueryType);
        var transport = section.Optional("transport", Transport, DnsTransport.Udp);
        var code = section.Optional("code", Code, DnsExpectedCode.NoError);
        var answers = section.Maybe<IReadOnlyList<string>>("answers", Answers(type));
        var limits = section.Inner("limits");
        var check = new DnsCheck
        {
            Name = section.Required<string>("name", "write the name to ask for, such as sip.example.com", One.Host),
            Type = type,
            Resolver = section.Maybe<string>("resolver", One.Host),
            Port = section.Optional("port", One.Port, DnsCheck.UsualPort(transport)),
            Transport = transport,
            Tls = TlsReader.Read(section, limits),
            Code = code,
            Answers = answers,
            Contains = section.Maybe<IReadOnlyList<string>>("contains", Answers(type)),
            LeastAnswers = section.Optional("least_answers", One.Whole(0, MostRecords), Fewest(code, answers)),
            MostAnswers = section.TryGet("most_answers", One.Whole(0, MostRecords), out var most) ? most : null,
            Dnssec = section.Optional("dnssec", One.Flag, false),
            Authoritative = section.Optional("authoritative", One.Flag, false),
            Follow = section.Optional("follow", One.Flag, false),
            LeastTimeToLive = limits.TryGet("least_ttl", Lifetime, out var shortest) ? shortest : null,
            MostTimeToLive = limits.TryGet("most_ttl", Lifetime, out var longest) ? longest : null,
            ResponseTime = limits.TryGet("response_time", ResponseTime, out var slow) ? slow : null,
        };
        limits.Close();
        if (!section.IsPartial)
            Contradict(section, limits, check);

        return check;
    }

    private static void Contradict(Section section, Section limits, DnsCheck check)
    {
        if (check.Transport != DnsTransport.Tls)
            TlsReader.Refuse(section, limits, "transport: tls");

        if (check.Resolver is null && (check.Transport == DnsTransport.Tls || section.Find("port") is not null))
        {
            section.Fail(
                check.Transport == DnsTransport.Tls ? "transport" : "port",
                "is for a resolver that is named",
                "add 'resolver', or take it out: the worker's own are asked at port 53"
            );
        }

        if (check.Follow && check.Type is not (DnsQueryType.Srv or DnsQueryType.Naptr))
            section.Fail("follow", "is for records that lead on", "ask for srv or naptr, or take it out");

        if (check.MostAnswers < check.LeastAnswers)
            section.Fail("most_answers", "is less than least_answers", "make it as many or more");

        if (check.Code != DnsExpectedCode.NoError && (check.Answers ?? check.Contains) is not null)
            section.Fail("code", "is an error, which has no answers", "take out 'answers' and 'contains'");
    }

    private static int Fewest(DnsExpectedCode code, IReadOnlyList<string>? answers) =>
        code == DnsExpectedCode.NoError ? answers?.Count ?? 1 : 0;

    private static FieldReader<IReadOnlyList<string>> Answers(DnsQueryType type) =>
        Many.Distinct<string>(
            "answers",
            (Field field, [MaybeNullWhen(false)] out string answer) =>
            {
                answer = null;
                if (!field.TryText($"an answer such as {DnsAnswerText.Example(type)}", out var text))
                    return false;

                answer = DnsAnswerText.Normalise(type, text);
                return (answer is not null && answer.Length <= 1000)
                    || field.Fail(
                        $"{Shown.Quoted(text)} is no answer of type {type.ToString().ToLowerInvariant()}",
                        $"write one such as {DnsAnswerText.Example(type)}"
                    );
            }
        );

    private static string Words() =>
        string.Join(", ", Enum.GetNames<DnsQueryType>().Select(name => name.ToLowerInvariant()));
}
