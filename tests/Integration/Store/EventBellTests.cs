using System.Threading.Channels;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Store;
using Ringback.Store.Alerts;
using Ringback.Store.Reads;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Store;

public sealed class EventBellTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_rings_for_every_commit_with_news_and_says_that_the_database_went_away()
    {
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog());
        var heard = Channel.CreateUnbounded<int>();
        var listening = new EventBell(centre.Database.Source).ListenAsync(() => heard.Writer.TryWrite(0), Cancel);
        await heard.Reader.ReadAsync(Cancel); // it listens
        foreach (var target in new[] { "pbx", "web" })
        {
            await centre.Database.RowsAsync("update alert set closed_at = opened_at where closed_at is null");
            Assert.False(heard.Reader.TryRead(out _));
            await OpenAsync(centre, target);
            await heard.Reader.ReadAsync(Cancel);
        }

        await centre.Database.RowsAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ~ '^(listen |select 1$)'"
        );
        var broke = await Assert.ThrowsAnyAsync<NpgsqlException>(() => listening);
        Assert.True(DatabaseOutage.IsOne(broke));
    }

    private static Task<bool> OpenAsync(Centre centre, string target) =>
        new KnownAlerts(centre.Database.Source).TrySettleAsync(
            _ =>
                Task.FromResult<IReadOnlyList<Alert>>([
                    new Alert(
                        new AlertKey(AlertKinds.CertificateExpiring, "target", target),
                        Urgency.Ticket,
                        target,
                        ""
                    ),
                ]),
            Instant.Now(centre.Time),
            Cancel
        );
}
