using Ringback.Model.Catalogs;

namespace Ringback.Model.Sla;

/// <summary>The verdict of one instant: a success is a proof, a failure needs witnesses (semantics, "Verdict over regions").</summary>
public static class VerdictRule
{
    /// <summary>Rules 1 to 7, in their order.</summary>
    public static Verdict Of(Votes votes, Quorum quorum, bool inMaintenance)
    {
        var (regions, down, degraded, up) = votes;
        var threshold = quorum.Threshold(regions);
        return (down, degraded, up) switch
        {
            _ when inMaintenance => Verdict.Maintenance,
            _ when down >= threshold => Verdict.Down,
            _ when down >= 1 && up + degraded >= 1 => Verdict.Partial,
            _ when down >= 1 => Verdict.Unknown, // too few witnesses to convict, nobody to acquit
            _ when degraded >= threshold || (degraded >= 1 && up == 0) => Verdict.Degraded,
            _ when up >= 1 => Verdict.Up,
            _ => Verdict.Unknown,
        };
    }
}
