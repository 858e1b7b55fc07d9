using System.Collections.Concurrent;
using Npgsql;

namespace Ringback.Store.Results;

/// <summary>Numbers of targets and regions. A slug keeps its number for ever, so one that was found is not looked up again.</summary>
internal sealed class Numbers
{
    private readonly ConcurrentDictionary<string, int> _targets = new();
    private readonly ConcurrentDictionary<string, short> _regions = new();

    /// <summary>Looks up those that are not known yet.</summary>
    public async Task LearnAsync(
        NpgsqlConnection connection,
        IReadOnlyList<TakenResult> taken,
        CancellationToken cancel
    )
    {
        await LearnAsync(
            _targets,
            taken.Select(each => each.Result.Target),
            "select slug, id from target where slug = any($1)",
            row => row.GetInt32(1)
        );
        await LearnAsync(
            _regions,
            taken.Select(each => each.Result.Region),
            "select slug, id from region where slug = any($1)",
            row => row.GetInt16(1)
        );

        async Task LearnAsync<T>(
            ConcurrentDictionary<string, T> known,
            IEnumerable<string> slugs,
            string sql,
            Func<NpgsqlDataReader, T> number
        )
        {
            var unknown = slugs.Where(slug => !known.ContainsKey(slug)).Distinct().ToArray();
            if (unknown.Length == 0)
                return;

            var found = await connection.ReadAsync(sql, [unknown], row => (row.GetString(0), number(row)), cancel);
            foreach (var (slug, id) in found)
                known[slug] = id;
        }
    }

    public int? Target(string slug) => _targets.TryGetValue(slug, out var number) ? number : null;

    public short? Region(string slug) => _regions.TryGetValue(slug, out var number) ? number : null;

    /// <summary>For ever is as long as the database lives: another may have been put in its place.</summary>
    public void Forget()
    {
        _targets.Clear();
        _regions.Clear();
    }
}
