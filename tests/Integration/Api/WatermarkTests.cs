using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Reads;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api;

/// <summary>The watermark is reckoned in SQL, over many targets at once; the rule of the model holds for it.</summary>
public sealed class WatermarkTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly Instant Now = Samples.Noon + TimeSpan.FromHours(1);

    private static readonly Gen<Stored> GenStored = Gen.Select(
        Gen.Int[0, 2],
        Gen.Long[-700_000_000, 1_900_000],
        Gen.Enum<Trigger>(),
        Gen.Enum<Outcome>(),
        (region, offset, trigger, outcome) => new Stored(Samples.Regions[region], offset, trigger, outcome)
    );

    private Centre _centre = null!;

    public async ValueTask InitializeAsync()
    {
        _centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));
        _centre.SetTime(Now);
    }

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public Task The_database_reckons_as_of_as_the_rule_does() =>
        Gen.Select(GenStored.Array[0, 8], Gen.Int[1, 200], Gen.Int[1, 60], Gen.Int[0, 3])
            .SampleAsync(
                async (stored, interval, timeout, assigned) => await HoldAsync(stored, interval, timeout, assigned),
                iter: 60,
                threads: 1
            );

    private async Task HoldAsync(Stored[] stored, int interval, int timeout, int assigned)
    {
        var regions = Samples.Regions[..assigned];
        await _centre.Database.RowsAsync(
            $"""
            delete from result;
            delete from region_fold;
            delete from region_current;
            update target_setting set interval_us = {interval}000000, timeout_us = {timeout}000000;
            update assignment set to_at = case when (select slug from region where id = region) = any('{"{"}{string.Join(
                ',',
                regions
            )}{"}"}') then null else from_at + interval '30 minutes' end
            """
        );
        await _centre.IngestAsync(
            stored.Select(one => Samples.Result("pbx", one.Region, one.At, one.Outcome, one.Trigger))
        );
        await _centre.DeriveAsync();

        var settings = new TargetSettings(
            TimeSpan.FromSeconds(interval),
            TimeSpan.FromSeconds(timeout),
            new Confirmation(2, 1),
            Quorum.Majority
        );
        var newest = regions.Select(region =>
            stored
                .Where(one => one.Region == region && one.Trigger != Trigger.Manual)
                .Select(one => (Instant?)one.At)
                .DefaultIfEmpty()
                .Max()
        );
        var read = await new WatermarkReads(_centre.Database.Source).ReadAsync(
            [1],
            Now,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(AsOf.Of(Now, settings, newest), read[1]);
    }

    /// <param name="Offset">From now, in microseconds.</param>
    private sealed record Stored(string Region, long Offset, Trigger Trigger, Outcome Outcome)
    {
        public Instant At => new(Now.Microseconds + Offset);
    }
}
