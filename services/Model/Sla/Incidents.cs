namespace Ringback.Model.Sla;

/// <summary>Incidents are read off a verdict timeline; they hold nothing of their own.</summary>
public static class Incidents
{
    /// <summary>All incidents up to as_of, in order of time.</summary>
    /// <remarks>
    /// <c>unknown</c> and <c>maintenance</c> do not end one unless <c>up</c> follows: then it ends where the last bad verdict
    /// did. The end of the lifetime, a pause too, ends it the same way.
    /// </remarks>
    public static IReadOnlyList<Incident> Of(StepFunction<Verdict> verdicts, IEnumerable<Window> lifetime, Instant asOf)
    {
        var incidents = new List<Incident>();
        foreach (var alive in Windows.Union(lifetime).Where(window => window.From < asOf))
        {
            var isOver = alive.To <= asOf;
            incidents.AddRange(Within(verdicts.Within(alive with { To = Instant.Min(alive.To, asOf) }), isOver));
        }

        return incidents;
    }

    private static IEnumerable<Incident> Within(IEnumerable<Piece<Verdict>> pieces, bool isOver)
    {
        Incident? current = null;
        var badUntil = default(Instant);
        foreach (var (window, verdict) in pieces)
        {
            if (IsBad(verdict))
            {
                current = current is { } open
                    ? open with
                    {
                        Severity = Worse(open.Severity, verdict),
                    }
                    : new Incident(window.From, null, verdict);
                badUntil = window.To;
            }
            else if (verdict == Verdict.Up && current is { } ended)
            {
                yield return ended with
                {
                    ClosedAt = badUntil,
                };
                current = null;
            }
        }

        if (current is { } last)
            yield return last with
            {
                ClosedAt = isOver ? badUntil : null,
            };
    }

    internal static bool IsBad(Verdict verdict) => verdict is Verdict.Down or Verdict.Partial or Verdict.Degraded;

    /// <summary>Of two bad verdicts; their numbers rise with badness.</summary>
    private static Verdict Worse(Verdict left, Verdict right) => left > right ? left : right;
}
