namespace Ringback.Cli.Lab;

/// <summary>A server's first process, its session, and the descendants that went into sessions of their own.</summary>
internal sealed class ProcessFamily(ProcessMark first)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KillDeadline = TimeSpan.FromSeconds(30);

    public IReadOnlyList<ProcessMark> Living()
    {
        var all = ProcessStat.All();
        // Another process under this id: the session ended before, for an id that names a session is not given out.
        if (all.Any(each => each.Id == first.Id && each.StartTime != first.StartTime))
            return [];
        HashSet<int> ids =
        [
            .. all.Where(each => each.Id == first.Id || each.Session == first.Id).Select(each => each.Id),
        ];
        while (all.Any(each => ids.Contains(each.Parent) && ids.Add(each.Id))) { }
        return [.. all.Where(each => ids.Contains(each.Id)).Select(ProcessMark.Of)];
    }

    public bool Contains(int id) => Living().Any(each => each.Id == id);

    /// <summary>SIGSTOP to each, again until none was born meanwhile.</summary>
    public void Freeze()
    {
        while (Living().Where(each => each.Stat is { IsFrozen: false }).ToList() is { Count: > 0 } moving)
            foreach (var each in moving)
                each.Send(Signal.STOP);
    }

    public void Thaw()
    {
        foreach (var each in Living())
            each.Send(Signal.CONT);
    }

    /// <summary>Signals the first process; when it has gone, or after the patience, kills whoever is left. Returns when all are gone.</summary>
    public async Task EndAsync(Ending ending)
    {
        var known = Living();
        first.Send(ending.Signal);
        foreach (var each in known)
            each.Send(Signal.CONT); // a frozen process would keep its signal for later
        await GoneAsync(() => !first.IsAlive, TimeSpan.FromSeconds(ending.PatienceSeconds));

        IReadOnlyList<ProcessMark> Left() => [.. known.Concat(Living()).Distinct().Where(each => each.IsAlive)];
        var gone = await GoneAsync(
            () =>
            {
                var left = Left();
                foreach (var each in left)
                    each.Send(Signal.KILL);
                return left.Count == 0;
            },
            KillDeadline
        );
        if (!gone)
            throw new LabException(
                $"processes do not end when killed: {string.Join(", ", Left().Select(each => each.Id))}"
            );
    }

    private static async Task<bool> GoneAsync(Func<bool> gone, TimeSpan within)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!gone())
        {
            if (TimeProvider.System.GetElapsedTime(started) > within)
                return false;
            await Task.Delay(Poll, TimeProvider.System);
        }
        return true;
    }
}
