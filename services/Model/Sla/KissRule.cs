using Ringback.Model.Catalogs;

namespace Ringback.Model.Sla;

/// <summary>One kiss-o'-death that a region got.</summary>
/// <param name="IsRefusal">DENY or RSTR; else RATE.</param>
/// <param name="Interval">Between the slots of who asked.</param>
public readonly record struct Kiss(Instant At, bool IsRefusal, TimeSpan Interval);

/// <summary>What the kisses of one server ask of every region (semantics, "Time").</summary>
public static class KissRule
{
    /// <summary>How long a kiss is remembered, and a refusal obeyed.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <param name="kisses">Those of the last day, from any region, in any order.</param>
    /// <returns>Null where there are none.</returns>
    public static ServerHold? Of(string host, int port, IEnumerable<Kiss> kisses)
    {
        ServerHold? hold = null;
        foreach (var kiss in kisses.OrderBy(kiss => kiss.At))
        {
            // Before an interval is over a second region cannot have obeyed yet: that is the same complaint.
            var isSame = hold is not null && kiss.At - hold.Since < hold.Interval;
            var interval =
                kiss.IsRefusal ? Memory
                : isSame ? hold!.Interval
                : 2 * (hold?.Interval ?? kiss.Interval);
            hold = new ServerHold(host, port, kiss.At, interval < Memory ? interval : Memory);
        }

        return hold;
    }
}
