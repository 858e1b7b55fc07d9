using System.Globalization;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla.Calls;

namespace Ringback.CatalogFiles.Parts;

/// <summary>At most one probe call at a time goes to a PBX, over all regions: there must be room for each.</summary>
internal static class CallRoom
{
    /// <summary>Of a line's slots that may be held: the rare long call leaves no room to those whose slots fall into it.</summary>
    private const int MostHeldPercent = 10;

    public static void Check(IReadOnlyList<(Section Section, Target Target)> targets)
    {
        // A target with an error in its schedule is judged when that is mended.
        var sound = targets.Where(t =>
            t.Target.Check is not null && t.Target.Timeout > TimeSpan.Zero && t.Target.Timeout < t.Target.Interval
        );
        foreach (var host in CallLine.Hosts(sound.Select(t => t.Target)))
        {
            var turns = new CallTurns(host.SelectMany(CallLine.Of));
            var (target, detail) = FindCrowded(turns, host);
            if (target is null)
                continue;

            var percent = Math.Ceiling(100 * turns.Load).ToString(CultureInfo.InvariantCulture);
            targets
                .First(t => t.Target == target)
                .Section.Fail(
                    "interval",
                    $"leaves too little room: one probe call at a time goes to {Shown.Quoted(host.Key)}, over all regions, and the calls of {Count(host.Count(), "target")} take {percent} % of the time{detail}",
                    $"call less often (now each {DurationText.Of(target.Interval)}), with shorter timeouts or from fewer regions; or say 'parallel: true' where calls may overlap"
                );
        }
    }

    /// <summary>The target that finds the least room, where one finds too little, and how little.</summary>
    private static (Target? Target, string Detail) FindCrowded(CallTurns turns, IEnumerable<Target> targets)
    {
        if (turns.Load > 1)
            return (targets.MaxBy(LoadOf), "");

        var heldSlots = turns.CountHeld().ToList();
        if (heldSlots.Count == 0)
            return (null, ""); // no region calls it: its regions have an error

        var (line, held, all) = heldSlots.MaxBy(c => (double)c.Held / Math.Max(1, c.All));
        return held * 100 > all * MostHeldPercent
            ? (targets.First(t => t.Id == line.Target), $": from {line.Region} {held} of {all} a day find none")
            : (null, "");
    }

    private static double LoadOf(Target target) => CallLine.Of(target).Sum(line => line.Length / line.Interval);

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
