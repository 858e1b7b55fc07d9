using Microsoft.Data.Sqlite;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>The statements of the spool: a queue of bodies in one SQLite file. For one thread at a time.</summary>
/// <remarks>WAL with <c>synchronous=FULL</c>: what a returned <see cref="Append"/> has written outlives a power cut.</remarks>
internal sealed class SpoolFile : ISpoolFile
{
    /// <summary>What a row takes beside its body, roughly.</summary>
    private const int RowOverhead = 24;

    private readonly SqliteConnection _connection;
    private readonly SpoolReserve _reserve;
    private readonly long _maxBytes;

    private SpoolFile(SqliteConnection connection, SpoolReserve reserve, long maxBytes)
    {
        _connection = connection;
        _reserve = reserve;
        _maxBytes = maxBytes;
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("PRAGMA wal_autocheckpoint=64"); // a short log: giving it back must fit into the reserve
        Execute("PRAGMA journal_size_limit=262144");
        Execute("CREATE TABLE IF NOT EXISTS result (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL)");
        (Count, Bytes) = Measure();
    }

    public long Count { get; private set; }

    public long Bytes { get; private set; }

    /// <exception cref="SqliteException">The file cannot be written, or is none of SQLite's.</exception>
    public static SpoolFile Open(string path, long maxBytes)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);

        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
        );
        try
        {
            connection.Open();
            return new SpoolFile(connection, new SpoolReserve(path + ".reserve"), maxBytes);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Append(IReadOnlyList<byte[]> bodies)
    {
        var added = bodies.Sum(body => (long)body.Length + RowOverhead);
        using var transaction = _connection.BeginTransaction();
        var (dropped, freed) = DropOldest(Bytes + added - _maxBytes, transaction);
        using (var insert = Command("INSERT INTO result (body) VALUES ($body)", transaction))
        {
            var body = insert.Parameters.Add("$body", SqliteType.Blob);
            foreach (var each in bodies)
            {
                body.Value = each;
                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
        Count += bodies.Count - dropped;
        Bytes += added - freed;
        return dropped;
    }

    /// <inheritdoc/>
    public IReadOnlyList<(long Id, byte[] Body)> Peek(long after, int maxRows, int maxBytes)
    {
        using var select = Command("SELECT id, body FROM result WHERE id > $after ORDER BY id LIMIT $rows");
        select.Parameters.AddWithValue("$after", after);
        select.Parameters.AddWithValue("$rows", maxRows);
        using var reader = select.ExecuteReader();
        var rows = new List<(long, byte[])>();
        var bytes = 0L;
        while (reader.Read())
        {
            var body = reader.GetFieldValue<byte[]>(1);
            bytes += body.Length;
            if (bytes > maxBytes && rows.Count > 0)
                break;

            rows.Add((reader.GetInt64(0), body));
        }

        return rows;
    }

    /// <inheritdoc/>
    public void MakeRoom(long id)
    {
        _reserve.Release();
        Checkpoint();
        RemoveTo(id);
        Checkpoint();
    }

    /// <inheritdoc/>
    public bool TryTakeReserve() => _reserve.TryTake();

    /// <inheritdoc/>
    public void RemoveTo(long id)
    {
        using var transaction = _connection.BeginTransaction();
        var (removed, freed) = DeleteTo(id, transaction);
        transaction.Commit();
        Count -= removed;
        Bytes -= freed;
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Gives the log's space back, so that a disk that is full of it takes a small write again.</summary>
    private void Checkpoint() => Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    private (int Rows, long Bytes) DropOldest(long excess, SqliteTransaction transaction)
    {
        if (excess <= 0 || Count == 0)
            return (0, 0);

        using var oldest = Command(
            """
            SELECT coalesce(min(id) FILTER (WHERE total >= $excess), max(id))
            FROM (SELECT id, sum(length(body) + $overhead) OVER (ORDER BY id) AS total FROM result)
            """,
            transaction
        );
        oldest.Parameters.AddWithValue("$excess", excess);
        oldest.Parameters.AddWithValue("$overhead", RowOverhead);
        return DeleteTo((long)oldest.ExecuteScalar()!, transaction);
    }

    private (int Rows, long Bytes) DeleteTo(long id, SqliteTransaction transaction)
    {
        using var sum = Command(
            "SELECT coalesce(sum(length(body) + $overhead), 0) FROM result WHERE id <= $id",
            transaction
        );
        sum.Parameters.AddWithValue("$overhead", RowOverhead);
        sum.Parameters.AddWithValue("$id", id);
        var bytes = (long)sum.ExecuteScalar()!;
        using var delete = Command("DELETE FROM result WHERE id <= $id", transaction);
        delete.Parameters.AddWithValue("$id", id);
        return (delete.ExecuteNonQuery(), bytes);
    }

    private (long Count, long Bytes) Measure()
    {
        using var command = Command("SELECT count(*), coalesce(sum(length(body) + $overhead), 0) FROM result");
        command.Parameters.AddWithValue("$overhead", RowOverhead);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, SqliteTransaction? transaction = null) =>
        new(sql, _connection, transaction);
}
