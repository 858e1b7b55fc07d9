using System.Diagnostics;

namespace Ringback.Cli.Lab;

/// <summary>Real servers on loopback in one run folder. One instance may add servers; any may stop, freeze and resume them.</summary>
internal sealed class LoopbackLab
{
    private LabFile _file;

    private LoopbackLab(string folder, LabFile file) => (Folder, _file) = (folder, file);

    public string Folder { get; }

    public IReadOnlyList<Server> Servers => _file.Servers;

    /// <summary>What the servers export; <c>infra/lab/README.md</c> lists the names.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        Servers.SelectMany(server => server.Exports).DistinctBy(each => each.Key).ToDictionary();

    /// <summary>Starts a lab with these servers, none being allowed, and all that they need. On failure nothing is left.</summary>
    /// <param name="owner">Id of a process with whose end the lab ends; null for a lab that stays.</param>
    /// <exception cref="LabException">It runs already, or a server did not start.</exception>
    public static async Task<LoopbackLab> UpAsync(
        string folder,
        IEnumerable<string> servers,
        int? owner = null,
        CancellationToken cancel = default
    )
    {
        var plans = ServerPlans.WithNeeds(servers);
        _ = RunFolder.Exists(folder);
        RunFolder.Make(folder);
        using var changing = RunFolder.Lock(folder);
        if (RunFolder.Processes(folder).Any(each => each.Process.IsAlive) && LabFile.Read(folder) is { IsUp: true })
            throw new LabException($"the lab in {folder} is up already");
        await ClearAsync(folder); // what an up that crashed left
        LoopbackLab lab = new(folder, new LabFile());
        try
        {
            lab.Save(new LabFile());
            PortClaims.Sweep();
            if (owner is { } id)
                Watchdog.Start(folder, id);
            await lab.AddLockedAsync(plans, cancel);
            lab.Save(lab._file with { IsUp = true });
            return lab;
        }
        catch
        {
            await ClearAsync(folder);
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <exception cref="LabException">There is none.</exception>
    public static LoopbackLab Open(string folder) =>
        new(
            folder,
            LabFile.Read(folder) ?? throw new LabException($"no lab in {folder}; start one with: ringback lab up")
        );

    /// <summary>
    /// Starts the servers that are not in the lab yet, and all that they need, side by side. If one fails, none of them stays.
    /// One call at a time.
    /// </summary>
    public async Task AddAsync(IEnumerable<string> servers, CancellationToken cancel = default)
    {
        using var changing = RunFolder.Lock(Folder);
        await AddLockedAsync(ServerPlans.WithNeeds(servers), cancel);
    }

    /// <summary>The same for servers that no folder of <c>infra/lab</c> describes; their folders and ports are made already.</summary>
    public async Task AddAsync(IEnumerable<Server> servers, CancellationToken cancel = default)
    {
        using var changing = RunFolder.Lock(Folder);
        await AddLockedAsync(servers.ToList(), cancel);
    }

    private Task AddLockedAsync(IEnumerable<(string Name, ServerPlan Plan)> plans, CancellationToken cancel)
    {
        ServerFactory factory = new(Folder, Servers);
        return AddLockedAsync(
            [
                .. plans
                    .Where(each => Servers.All(server => server.Name != each.Name))
                    .Select(each => factory.Make(each.Name, each.Plan)),
            ],
            cancel
        );
    }

    /// <summary>Ends the server gracefully; its data stays.</summary>
    public async Task StopAsync(string server)
    {
        var stopped = Find(server);
        await EndAsync(stopped, stopped.Stop);
    }

    /// <summary>The server keeps its sockets and says nothing more.</summary>
    public void Freeze(string server)
    {
        if (StateOf(Find(server)) is ServerState.Stopped)
            throw new LabException($"{server} is stopped: there is nothing to freeze");
        new ProcessFamily(ProcessMark.Read(Find(server).ProcessFile)!.Value).Freeze();
    }

    /// <summary>Thaws a frozen server; starts a stopped one again on the same ports. Returns when it answers.</summary>
    public async Task ResumeAsync(string server, CancellationToken cancel = default)
    {
        var resumed = Find(server);
        if (StateOf(resumed) is ServerState.Stopped)
            await StartAsync(resumed, cancel);
        else
            new ProcessFamily(ProcessMark.Read(resumed.ProcessFile)!.Value).Thaw();
    }

    public static ServerState StateOf(Server server) =>
        ProcessMark.Read(server.ProcessFile)?.Stat is not { } stat ? ServerState.Stopped
        : stat.IsFrozen ? ServerState.Frozen
        : ServerState.Running;

    /// <summary>Ends exactly this lab's processes, then removes its claims and its folder. False where there was none.</summary>
    public static async Task<bool> DownAsync(string folder)
    {
        if (!RunFolder.Exists(folder))
            return false;
        using var changing = RunFolder.Lock(folder);
        await ClearAsync(folder);
        Directory.Delete(folder, recursive: true);
        return true;
    }

    /// <summary>Leaves the folder, and the lock in it.</summary>
    private static async Task ClearAsync(string folder)
    {
        var endings = (LabFile.Read(folder) ?? new LabFile()).Servers.ToDictionary(
            server => server.Name,
            server => server.Down
        );
        var atOnce = new Ending { Signal = Signal.KILL, PatienceSeconds = 0 };
        await Task.WhenAll(
            RunFolder
                .Processes(folder)
                .Select(each => (each.Name, Family: new ProcessFamily(each.Process)))
                .Where(each => !each.Family.Contains(Environment.ProcessId)) // this may run for the watchdog, which ends by itself then
                .Select(each => each.Family.EndAsync(endings.GetValueOrDefault(each.Name, atOnce)))
        );
        PortClaims.Release(folder);
        foreach (var inside in Directory.EnumerateDirectories(folder))
            Directory.Delete(inside, recursive: true);
        LabFile.Delete(folder);
    }

    private async Task AddLockedAsync(List<Server> added, CancellationToken cancel)
    {
        var before = _file;
        Save(before with { Servers = [.. before.Servers, .. added] });
        try
        {
            added.ForEach(Launcher.CheckInstalled);
            await Task.WhenAll(added.Select(server => PrepareAndStartAsync(server, cancel)));
        }
        catch
        {
            await Task.WhenAll(added.Select(server => EndAsync(server, server.Down)));
            added.ForEach(server => Directory.Delete(server.Folder, recursive: true));
            Save(before);
            throw;
        }
    }

    private Server Find(string name) =>
        Servers.FirstOrDefault(server => server.Name == name)
        ?? throw new LabException(
            $"'{name}' is no server of this lab; it has {string.Join(", ", Servers.Select(server => server.Name))}",
            CommandException.BadUsage
        );

    private void Save(LabFile file)
    {
        file.Write(Folder);
        _file = file;
    }

    private static async Task EndAsync(Server server, Ending ending)
    {
        if (ProcessMark.Read(server.ProcessFile) is { } first)
            await new ProcessFamily(first).EndAsync(ending);
    }

    private static async Task PrepareAndStartAsync(Server server, CancellationToken cancel)
    {
        if (server.User is { } user && Environment.IsPrivilegedProcess)
            using (var own = Process.Start("/bin/chown", ["-R", $"{user}:", server.Folder]))
                await own.WaitForExitAsync(cancel);
        foreach (var step in server.Prepare)
        {
            using var process = Launcher.Start(server, step);
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0)
                throw new LabException(
                    $"{server.Name}: '{string.Join(' ', step)}' ended with {process.ExitCode}\n{Readiness.LogTail(server)}"
                );
        }
        await StartAsync(server, cancel);
    }

    private static async Task StartAsync(Server server, CancellationToken cancel)
    {
        using var process = Launcher.Start(server, server.Command);
        await Readiness.WaitAsync(server, process, cancel);
    }
}
