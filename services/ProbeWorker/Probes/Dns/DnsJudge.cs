using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Dns;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Dns;

/// <summary>What an answer says of the name, and of the resolver.</summary>
internal static class DnsJudge
{
    private const int MostShown = 4;

    /// <summary>A wrong answer.</summary>
    /// <returns>Null for one that is as expected.</returns>
    public static Judgement? FindFault(DnsCheck check, DnsMessage message)
    {
        if (message.Code != DnsTypes.Of(check.Code))
            return OfCode(check, message);

        if (check.Dnssec && !message.IsAuthentic)
        {
            return Judgement.Down(
                Reason.DnssecFailure,
                "The resolver has not proven the answer by DNSSEC: it is not signed, or the resolver does not validate."
            );
        }

        if (check.Authoritative && !message.IsAuthoritative)
            return Judgement.Down(Reason.AssertionFailed, "The answer is not of a server of the zone itself.");

        return FindWrongAnswer(check, message);
    }

    /// <summary>A right answer outside of a limit.</summary>
    public static Judgement? FindExcess(DnsCheck check, DnsReply reply)
    {
        var type = DnsTypes.Of(check.Type);
        foreach (var answer in reply.Message.Answers.Where(answer => answer.Type == type))
        {
            if (answer.TimeToLive < check.LeastTimeToLive || answer.TimeToLive > check.MostTimeToLive)
            {
                return Judgement.Degraded(
                    Reason.TimeToLiveOutOfRange,
                    $"An answer may be kept for {Seconds(answer.TimeToLive)} s, limits "
                        + $"{Seconds(check.LeastTimeToLive ?? TimeSpan.Zero)} to {(check.MostTimeToLive is { } most ? Seconds(most) : "any")} s."
                );
            }
        }

        return reply.Rtt > check.ResponseTime
            ? Judgement.Degraded(
                Reason.ResponseTimeExceeded,
                $"The answer took {Seconds(reply.Rtt)} s, limit {Seconds(check.ResponseTime.Value)} s."
            )
            : null;
    }

    private static Judgement OfCode(DnsCheck check, DnsMessage message)
    {
        var why = message.ExtendedError is { } error ? $" ({error})" : "";
        var said = $"{check.Name} was answered {message.Code.Name()}{why}";
        if (message.Code == DnsResponseCode.NoError)
            return Judgement.Down(Reason.AssertionFailed, $"{said}, not {DnsTypes.Of(check.Code).Name()}.");

        return Judgement.Down(
            message.ExtendedError is { IsOfDnssec: true } ? Reason.DnssecFailure : Reason.DnsFailure,
            $"{said}."
        );
    }

    private static Judgement? FindWrongAnswer(DnsCheck check, DnsMessage message)
    {
        var type = DnsTypes.Of(check.Type);
        var answers = message
            .Answers.Where(answer => answer.Type == type)
            .Select(answer => TextOf(check.Type, answer.Data))
            .ToHashSet(StringComparer.Ordinal);
        if (answers.Count == 0 && check.LeastAnswers > 0)
            return Judgement.Down(Reason.DnsFailure, $"{check.Name} has no record of this type.");

        if (answers.Count < check.LeastAnswers || answers.Count > check.MostAnswers)
        {
            var wanted = check.MostAnswers is { } most ? $"{check.LeastAnswers} to {most}" : $"{check.LeastAnswers}";
            return Judgement.Down(Reason.AssertionFailed, $"{answers.Count} answers, expected {wanted}.");
        }

        var missing = (check.Answers ?? []).Concat(check.Contains ?? []).Where(a => !answers.Contains(a)).ToList();
        if (missing.Count > 0)
            return Judgement.Down(Reason.AssertionFailed, $"Missing among the answers: {Shown(missing)}.");

        var surplus = check.Answers is { } exact ? answers.Except(exact).ToList() : [];
        return surplus.Count > 0
            ? Judgement.Down(Reason.AssertionFailed, $"Not expected among the answers: {Shown(surplus)}.")
            : null;
    }

    /// <summary>As a catalog has it.</summary>
    private static string TextOf(DnsQueryType type, DnsData data) =>
        DnsAnswerText.Normalise(type, data.ToString()!) ?? data.ToString()!;

    private static string Shown(List<string> answers) =>
        string.Join("; ", answers.Take(MostShown)) + (answers.Count > MostShown ? "; …" : "");

    private static string Seconds(TimeSpan duration) =>
        duration.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);
}
