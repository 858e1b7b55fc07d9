using System.Text.Json;
using Microsoft.Data.Sqlite;
using Ringback.Model;
using Ringback.ProbeWorker.Delivery;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>The spool as its worker sees it, with a notary who writes down what was promised, and a saboteur who ends the process within a call.</summary>
internal sealed class NotarySpool(Setting setting, WorkerSite site, WorkerSite.Session session) : ISpoolFile
{
    private readonly ISpoolFile _file = setting.Blueprint.SpoolFile(
        setting.Loop,
        site.Disk,
        setting.Plan.SpoolMaxBytes
    );

    public long Count => _file.Count;

    public long Bytes => _file.Bytes;

    public int Append(IReadOnlyList<byte[]> bodies)
    {
        IReadOnlyList<byte[]> said = [.. bodies.Select(Said)];
        CrashIf(CrashAtDisk.Before);
        var mayDrop = _file.Bytes + said.Sum(body => body.Length) > setting.Plan.SpoolMaxBytes / 2;
        var before = mayDrop ? _file.Peek(0, int.MaxValue, int.MaxValue) : [];
        var results = said.Select(body =>
                setting.Notary.Said(JsonSerializer.Deserialize(body, ModelJson.Default.ProbeResult)!, site, session)
            )
            .ToList();
        int dropped;
        try
        {
            dropped = _file.Append(said);
        }
        catch (SqliteException)
        {
            foreach (var result in results)
                result.IsGivenUp = true;

            throw;
        }

        foreach (var row in before.Take(dropped))
            setting.Notary.Dropped(JsonSerializer.Deserialize(row.Body, ModelJson.Default.ProbeResult)!.Key, session);

        if (dropped > before.Count)
            setting.Loop.Fail($"{session.Host.Name} dropped {dropped} results although its spool was not full");

        CrashIf(CrashAtDisk.After);
        foreach (var result in results)
            result.PromisedAt = setting.Loop.Now;

        return dropped;
    }

    public IReadOnlyList<(long Id, byte[] Body)> Peek(long after, int maxRows, int maxBytes) =>
        _file.Peek(after, maxRows, maxBytes);

    public void RemoveTo(long id)
    {
        CrashIf(CrashAtDisk.Before);
        _file.RemoveTo(id);
        CrashIf(CrashAtDisk.After);
    }

    public void MakeRoom(long id) => _file.MakeRoom(id);

    public bool TryTakeReserve() => _file.TryTakeReserve();

    public void Dispose() => _file.Dispose();

    private byte[] Said(byte[] body)
    {
        var result = JsonSerializer.Deserialize(body, ModelJson.Default.ProbeResult)!;
        var said = setting.Blueprint.Said(result, site);
        return ReferenceEquals(said, result)
            ? body
            : JsonSerializer.SerializeToUtf8Bytes(said, ModelJson.Default.ProbeResult);
    }

    private void CrashIf(CrashAtDisk when)
    {
        if (!session.Host.IsAlive)
            throw new CrashException();

        if (site.Crash != when)
            return;

        site.Crash = null;
        session.Host.Kill();
        throw new CrashException();
    }
}
