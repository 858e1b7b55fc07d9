using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Store.Reads;

/// <param name="Target">That asked the server.</param>
/// <param name="IsRefusal">DENY or RSTR; else RATE.</param>
public sealed record TargetKiss(string Target, Instant At, bool IsRefusal);

/// <summary>The kisses-o'-death that regions got.</summary>
public sealed class KissReads(NpgsqlDataSource database)
{
    /// <summary>Those that are still remembered. What is not up has evidence, and that is little: it leads to the results.</summary>
    public async Task<IReadOnlyList<TargetKiss>> ReadAsync(Instant now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select target.slug, result.started_at, result.outcome
            from target
            join evidence on evidence.target = target.id and evidence.scheduled_at > $1
            join result using (target, region, scheduled_at, trigger)
            where target.kind = $2 and result.scheduled_at > $1 and result.reason = $3
            """,
            [now - KissRule.Memory, NtpCheck.KindName, (short)Reason.KissOfDeath],
            row => new TargetKiss(row.GetString(0), row.GetInstant(1), (Outcome)row.GetInt16(2) == Outcome.Down),
            cancel
        );
    }
}
