using Ringback.Model.Catalogs.Checks;

namespace Ringback.Model.Results;

/// <summary>One end of a call with media, as far as a firewall's rules go.</summary>
/// <param name="Local">Our RTP port.</param>
/// <param name="Remote">The one that the answer named; null where it is not known.</param>
/// <param name="HadMedia">Whether media went both ways until the end of the call.</param>
/// <param name="IsFurther">Whether it is of a call that is counted already: of its other end, where that is ours too, or of its video.</param>
public readonly record struct PortUse(int Local, int? Remote, bool HadMedia, Instant At, bool IsFurther = false)
{
    /// <returns>None for a result that says nothing of ports: no call was answered, or the worker spoilt its own sample.</returns>
    public static IReadOnlyList<PortUse> Of(ProbeResult result)
    {
        var uses = new List<PortUse>();
        if (result.Outcome == Outcome.Unknown)
            return uses;

        AddMedium(name => name);
        AddMedium(VideoMeasurementNames.Of);
        return uses;

        void AddMedium(Func<string, string> named)
        {
            var held = Find(result, named(MeasurementNames.MediaHeld)) == 1;
            Add(MeasurementNames.LocalPort, MeasurementNames.RemotePort);
            Add(MeasurementNames.CalleeLocalPort, MeasurementNames.CalleeRemotePort);

            void Add(string ours, string theirs)
            {
                if (Find(result, named(ours)) is { } local)
                    uses.Add(new(local, Find(result, named(theirs)), held, result.ScheduledAt, uses.Count > 0));
            }
        }
    }

    private static int? Find(ProbeResult result, string name)
    {
        foreach (var measurement in result.Measurements)
        {
            if (measurement.Name == name)
                return (int)measurement.Value;
        }

        return null;
    }
}

/// <summary>The calls over one port.</summary>
/// <param name="Failed">Of <paramref name="Calls"/>, those without media both ways.</param>
/// <param name="IsFailing">Whether the last one was.</param>
public sealed record PortTally(int Port, int Calls, int Failed, bool IsFailing, Instant LastFailedAt);

/// <summary>What calls have shown of the ports that a firewall is to let through.</summary>
/// <param name="Range">The target's; null where it takes any port.</param>
/// <param name="Seen">Our ports that calls have taken, in order.</param>
/// <param name="RemoteSeen">How many ports of the other side they went to.</param>
/// <param name="Local">Of our ports, those where a call failed, in order.</param>
/// <param name="Remote">Likewise of the other side's.</param>
public sealed record PortMap(
    PortRange? Range,
    int Calls,
    IReadOnlyList<int> Seen,
    int RemoteSeen,
    IReadOnlyList<PortTally> Local,
    IReadOnlyList<PortTally> Remote
)
{
    /// <summary>Of the range's pairs of ports, those that a call has taken.</summary>
    public int SeenPairs => Range is { } range ? Seen.Count(range.Holds) : 0;

    /// <param name="uses">In any order.</param>
    public static PortMap Of(PortRange? range, IEnumerable<PortUse> uses)
    {
        var all = uses.OrderBy(use => use.At).ToList();
        var local = all.ToLookup(use => use.Local);
        var remote = all.Where(use => use.Remote is not null).ToLookup(use => use.Remote!.Value);
        return new(
            range,
            all.Count(use => !use.IsFurther),
            [.. local.Select(each => each.Key).Order()],
            remote.Count,
            Failures(local),
            Failures(remote)
        );
    }

    private static List<PortTally> Failures(ILookup<int, PortUse> uses) =>
        [
            .. uses.Where(each => each.Any(use => !use.HadMedia))
                .Select(each => new PortTally(
                    each.Key,
                    each.Count(),
                    each.Count(use => !use.HadMedia),
                    !each.Last().HadMedia,
                    each.Last(use => !use.HadMedia).At
                ))
                .OrderBy(tally => tally.Port),
        ];
}
