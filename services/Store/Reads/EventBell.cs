using Npgsql;
using Ringback.Store.Timelines;

namespace Ringback.Store.Reads;

/// <summary>Hears of news as they are committed, by whichever process, and of nothing else: what they are is read.</summary>
public sealed class EventBell(NpgsqlDataSource database)
{
    /// <summary>After so much silence the database is asked whether it is still there.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>Listens until it is cancelled or the database goes away; holds a connection meanwhile.</summary>
    /// <param name="heard">Called once it listens, as something may have come before, and then whenever there may be news.</param>
    public async Task ListenAsync(Action heard, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            await connection.ExecuteAsync($"listen {Outbox.Channel}", [], cancel);
            heard();
            while (true)
            {
                if (await connection.WaitAsync(Silence, cancel))
                    heard();
                else
                    await connection.ExecuteAsync("select 1", [], cancel);
            }
        }
        finally
        {
            NpgsqlConnection.ClearPool(connection); // whoever gets it next is not to listen
        }
    }
}
