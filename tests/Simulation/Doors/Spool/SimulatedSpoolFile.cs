using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Ringback.ProbeWorker.Delivery;

namespace Ringback.Tests.Simulation.Doors.Spool;

/// <summary>The contract of the spool's file on a simulated disk. Virtual where a planted bug does it wrong.</summary>
internal class SimulatedSpoolFile(SimulatedDisk disk, long maxBytes) : ISpoolFile
{
    private const int RowOverhead = 24;
    private const int DiskFull = 13; // SQLITE_FULL

    private bool _hasReserve;

    public long Count => disk.Image.Rows.Count;

    public long Bytes => disk.Image.Rows.Sum(row => Size(row.Body));

    protected SimulatedDisk Disk => disk;

    public virtual int Append(IReadOnlyList<byte[]> bodies)
    {
        RefuseWhereFull();
        var (rows, id) = disk.Image;
        var excess = Bytes + bodies.Sum(Size) - maxBytes;
        var dropped = 0;
        for (; excess > 0 && dropped < rows.Count; dropped++)
            excess -= Size(rows[dropped].Body);

        id = NextFreeId(rows, id);
        var added = bodies.Select(body => (++id, body)).ToList();
        disk.Write(new SpoolImage(rows.RemoveRange(0, dropped).AddRange(added), id));
        Sync();
        return dropped;
    }

    public virtual IReadOnlyList<(long Id, byte[] Body)> Peek(long after, int maxRows, int maxBytes)
    {
        var peeked = new List<(long, byte[])>();
        var bytes = 0L;
        foreach (var row in disk.Image.Rows.SkipWhile(row => row.Id <= after).Take(maxRows))
        {
            bytes += row.Body.Length;
            if (bytes > maxBytes && peeked.Count > 0)
                break;

            peeked.Add(row);
        }

        return peeked;
    }

    public virtual void RemoveTo(long id)
    {
        RefuseWhereFull();
        Remove(id);
    }

    public void MakeRoom(long id)
    {
        if (!_hasReserve)
            RefuseWhereFull();

        _hasReserve = false;
        Remove(id);
    }

    public bool TryTakeReserve() => _hasReserve = _hasReserve || !disk.IsFull;

    public void Dispose() { }

    protected virtual void Sync() => disk.Sync();

    protected virtual long NextFreeId(ImmutableList<(long Id, byte[] Body)> rows, long lastId) => lastId;

    protected static long Size(byte[] body) => body.Length + RowOverhead;

    protected void Remove(long id)
    {
        disk.Write(disk.Image with { Rows = disk.Image.Rows.RemoveAll(row => row.Id <= id) });
        Sync();
    }

    protected void RefuseWhereFull()
    {
        if (disk.IsFull)
            throw new SqliteException("database or disk is full", DiskFull);
    }
}
