using Ringback.ProbeWorker.Delivery;
using Ringback.Tests.Simulation.Doors.Spool;

namespace Ringback.Tests.Simulation.Contracts;

public sealed class SimulatedSpoolTests : SpoolContract
{
    private readonly SimulatedDisk _disk = new();

    private protected override ISpoolFile Open(long maxBytes) => new SimulatedSpoolFile(_disk, maxBytes);

    [Fact]
    public void What_was_appended_outlives_a_power_cut()
    {
        using (var file = Open(Roomy))
            file.Append([
                [1],
            ]);

        _disk.LosePower();
        using var again = Open(Roomy);
        Assert.Equal(1, again.Count);
    }
}

public sealed class SqliteSpoolTests : SpoolContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-spool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private protected override ISpoolFile Open(long maxBytes) =>
        SpoolFile.Open(Path.Combine(_folder, "spool.db"), maxBytes);
}
