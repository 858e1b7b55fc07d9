using Microsoft.Data.Sqlite;

namespace Ringback.Tests.Unit.ProbeWorker.Delivery;

public sealed class SpoolTests : IDisposable
{
    private readonly SpoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_went_in_comes_out_in_order_also_after_a_restart_and_only_what_was_confirmed_goes()
    {
        using (var spool = _folder.Open())
        {
            for (var i = 0; i < 10; i++)
                Assert.True(await spool.AppendAsync(SpoolFolder.Result(i)));

            spool.Remove(spool.Peek(4, int.MaxValue));
        }

        using var again = _folder.Open();
        Assert.Equal(6, again.Count);
        Assert.Equal(
            ["t4", "t5", "t6", "t7", "t8", "t9"],
            again.Peek(500, int.MaxValue).Results.Select(result => result.Target)
        );
    }

    [Fact]
    public async Task Results_of_many_threads_are_all_there()
    {
        using var spool = _folder.Open();
        var written = await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => Task.Run(() => spool.AppendAsync(SpoolFolder.Result(i))))
        );

        Assert.All(written, Assert.True);
        Assert.Equal(2000, spool.Peek(5000, int.MaxValue).Results.Select(result => result.Key).Distinct().Count());
    }

    [Fact]
    public async Task A_batch_is_bounded_in_bytes_but_never_empty()
    {
        using var spool = _folder.Open();
        for (var i = 0; i < 10; i++)
            await spool.AppendAsync(SpoolFolder.Result(i, evidence: 10_000));

        Assert.Equal(2, spool.Peek(500, 25_000).Results.Count);
        Assert.Single(spool.Peek(500, 100).Results);
    }

    [Fact]
    public async Task Past_its_limit_the_oldest_go_and_the_file_stays_bounded()
    {
        using var spool = _folder.Open(maxBytes: 100_000);
        for (var i = 0; i < 300; i++)
            Assert.True(await spool.AppendAsync(SpoolFolder.Result(i, evidence: 5_000)));

        var left = spool.Peek(500, int.MaxValue).Results;
        Assert.InRange(left.Count, 15, 20);
        Assert.Equal("t299", left[^1].Target);
        Assert.Equal(left.Count, left.Select(result => result.Key).Distinct().Count());
        Assert.InRange(new FileInfo(_folder.Path).Length, 0, 400_000);
    }

    [Fact]
    public async Task A_result_larger_than_the_limit_pushes_out_all_others_and_is_kept()
    {
        using var spool = _folder.Open(maxBytes: 20_000);
        await spool.AppendAsync(SpoolFolder.Result(1, evidence: 5_000));
        await spool.AppendAsync(SpoolFolder.Result(2, evidence: 30_000));

        Assert.Equal("t2", Assert.Single(spool.Peek(500, int.MaxValue).Results).Target);
    }

    [Fact]
    public async Task A_row_that_is_no_result_is_left_out_and_goes_with_its_batch()
    {
        using (var spool = _folder.Open())
            await spool.AppendAsync(SpoolFolder.Result(1));

        using (var connection = new SqliteConnection($"Data Source={_folder.Path};Pooling=False"))
        {
            connection.Open();
            using var insert = new SqliteCommand("INSERT INTO result (body) VALUES (x'00ff')", connection);
            insert.ExecuteNonQuery();
        }

        using var again = _folder.Open();
        var spooled = again.Peek(500, int.MaxValue);
        Assert.Equal("t1", Assert.Single(spooled.Results).Target);
        again.Remove(spooled);
        Assert.Equal(0, again.Count);
    }
}
