using System.Text.Json;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Correlation;

/// <summary>What was told of each subject so far.</summary>
public sealed class NotificationLedger : INotificationLedger
{
    private readonly NpgsqlConnection _connection;

    internal NotificationLedger(NpgsqlConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public async Task<Dictionary<NotifiedSubject, NotificationFold>> ReadAsync(
        IReadOnlyCollection<NotifiedSubject> subjects,
        CancellationToken cancel
    )
    {
        var stored = await _connection.ReadAsync(
            """
            select subject, id, fold
            from unnest($1::text[], $2::integer[]) as given (subject, id)
            join notification using (subject, id)
            """,
            [subjects.Select(each => each.Kind).ToArray(), subjects.Select(each => each.Id).ToArray()],
            row =>
                (
                    Subject: new NotifiedSubject(row.GetString(0), row.GetInt32(1)),
                    Fold: JsonSerializer.Deserialize(row.GetString(2), ModelJson.Default.NotificationFold)
                ),
            cancel
        );
        var folds = subjects.ToDictionary(each => each, _ => NotificationFold.Quiet);
        foreach (var (subject, fold) in stored)
            folds[subject] = fold ?? NotificationFold.Quiet;

        return folds;
    }

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyDictionary<NotifiedSubject, NotificationFold> folds, CancellationToken cancel) =>
        _connection.ExecuteAsync(
            """
            insert into notification (subject, id, fold)
            select subject, id, fold::json from unnest($1::text[], $2::integer[], $3::text[]) as given (subject, id, fold)
            on conflict (subject, id) do update set fold = excluded.fold
            """,
            [
                folds.Keys.Select(each => each.Kind).ToArray(),
                folds.Keys.Select(each => each.Id).ToArray(),
                folds
                    .Values.Select(each => JsonSerializer.Serialize(each, ModelJson.Default.NotificationFold))
                    .ToArray(),
            ],
            cancel
        );
}

/// <param name="Kind"><c>target</c>, <c>component</c> or <c>region</c>.</param>
public readonly record struct NotifiedSubject(string Kind, int Id);
