using Npgsql;
using Ringback.Model;
using Ringback.Store.Retention;

namespace Ringback.Store.Results;

/// <summary>Whether there is room for what failures say; looked up now and then, not at each batch.</summary>
/// <param name="mostBytes">Of all evidence, with its indexes.</param>
internal sealed class EvidenceRoom(long mostBytes)
{
    private static readonly TimeSpan LookedUpEach = TimeSpan.FromSeconds(10);

    private Look _last = new(Instant.MinValue, HasRoom: true);

    public async ValueTask<bool> IsThereAsync(NpgsqlConnection connection, Instant now, CancellationToken cancel)
    {
        if (mostBytes == long.MaxValue)
            return true;

        var last = Volatile.Read(ref _last);
        if (last.At != Instant.MinValue && (now - last.At).Duration() < LookedUpEach)
            return last.HasRoom;

        var bytes = await EvidenceLedger.SizesAsync(connection, cancel);
        var look = new Look(now, bytes.Sum(day => day.Bytes) < mostBytes);
        Volatile.Write(ref _last, look);
        return look.HasRoom;
    }

    private sealed record Look(Instant At, bool HasRoom);
}
