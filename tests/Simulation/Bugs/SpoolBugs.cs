using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Ringback.Tests.Simulation.Doors.Spool;

namespace Ringback.Tests.Simulation.Bugs;

internal static class SpoolBugs
{
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("a missing fsync") { WrongSpool = (disk, max) => new NeverSynced(disk, max) },
        new("deleted when read, before it is confirmed") { WrongSpool = (disk, max) => new DeletesOnRead(disk, max) },
        new("deletes more than was confirmed") { WrongSpool = (disk, max) => new DeletesAll(disk, max) },
        new("ids begin again in an empty file") { WrongSpool = (disk, max) => new ReusesIds(disk, max) },
        new("drops the oldest silently") { WrongSpool = (disk, max) => new DropsSilently(disk, max) },
        new("swallows a full disk") { WrongSpool = (disk, max) => new SwallowsFullDisk(disk, max) },
        new("writes the first of a group alone") { WrongSpool = (disk, max) => new TearsGroups(disk, max) },
    ];

    private sealed class NeverSynced(SimulatedDisk disk, long maxBytes) : SimulatedSpoolFile(disk, maxBytes)
    {
        protected override void Sync() { }
    }

    private sealed class DeletesOnRead(SimulatedDisk disk, long maxBytes) : SimulatedSpoolFile(disk, maxBytes)
    {
        public override IReadOnlyList<(long Id, byte[] Body)> Peek(long after, int maxRows, int maxBytes)
        {
            var rows = base.Peek(after, maxRows, maxBytes);
            if (rows.Count > 0 && maxRows > 1)
                Remove(rows[^1].Id);

            return rows;
        }
    }

    private sealed class DeletesAll(SimulatedDisk disk, long maxBytes) : SimulatedSpoolFile(disk, maxBytes)
    {
        public override void RemoveTo(long id) => base.RemoveTo(long.MaxValue);
    }

    private sealed class ReusesIds(SimulatedDisk disk, long maxBytes) : SimulatedSpoolFile(disk, maxBytes)
    {
        protected override long NextFreeId(ImmutableList<(long Id, byte[] Body)> rows, long lastId) =>
            rows.IsEmpty ? 0 : rows[^1].Id;
    }

    private sealed class DropsSilently(SimulatedDisk disk, long maxBytes) : SimulatedSpoolFile(disk, maxBytes)
    {
        public override int Append(IReadOnlyList<byte[]> bodies)
        {
            base.Append(bodies);
            return 0;
        }
    }

    private sealed class SwallowsFullDisk(SimulatedDisk disk, long maxBytes) : SimulatedSpoolFile(disk, maxBytes)
    {
        public override int Append(IReadOnlyList<byte[]> bodies)
        {
            try
            {
                return base.Append(bodies);
            }
            catch (SqliteException)
            {
                return 0;
            }
        }
    }

    private sealed class TearsGroups(SimulatedDisk disk, long maxBytes) : SimulatedSpoolFile(disk, maxBytes)
    {
        public override int Append(IReadOnlyList<byte[]> bodies) => base.Append([bodies[0]]);
    }
}
