using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>Results that the centre has not confirmed yet, on disk. One result counts as taken once it is in here.</summary>
/// <remarks>A thread of its own writes whatever has come meanwhile in one commit: many results, one flush to the disk.</remarks>
internal sealed partial class Spool : IDisposable
{
    private const int MaxRowsPerCommit = 1000;

    private readonly BlockingCollection<Pending> _pending = [];
    private readonly Channel<bool> _arrived = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Lock _lock = new();
    private readonly SpoolFile _file;
    private readonly WorkerMetrics _metrics;
    private readonly ILogger _log;
    private readonly Thread _writer;

    /// <exception cref="SqliteException">The file cannot be opened: better no worker than one that forgets.</exception>
    public Spool(string path, long maxBytes, WorkerMetrics metrics, ILogger log)
    {
        _file = SpoolFile.Open(path, maxBytes);
        _metrics = metrics;
        _log = log;
        _metrics.SpoolHolds(_file.Count, _file.Bytes);
        if (_file.Count > 0)
            _arrived.Writer.TryWrite(true);

        _writer = new Thread(Write) { IsBackground = true, Name = "spool" };
        _writer.Start();
    }

    public long Count
    {
        get
        {
            lock (_lock)
                return _file.Count;
        }
    }

    /// <returns>False where it could not be written, which is logged and counted: the ledger will show it missing.</returns>
    public Task<bool> AppendAsync(ProbeResult result)
    {
        var pending = new Pending(JsonSerializer.SerializeToUtf8Bytes(result, ModelJson.Default.ProbeResult));
        _pending.Add(pending);
        return pending.Written.Task;
    }

    /// <summary>Returns once there is, or a moment ago was, something in the spool.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _arrived.Reader.ReadAsync(cancellation);

    /// <summary>The oldest results. A row that is no result, of a version long gone, is counted and left out.</summary>
    public Spooled Peek(int maxResults, int maxBytes)
    {
        IReadOnlyList<(long Id, byte[] Body)> rows;
        lock (_lock)
            rows = _file.Peek(maxResults, maxBytes);

        var results = new List<ProbeResult>(rows.Count);
        foreach (var (id, body) in rows)
        {
            try
            {
                if (JsonSerializer.Deserialize(body, ModelJson.Default.ProbeResult) is { } result)
                    results.Add(result);
            }
            catch (JsonException e)
            {
                _metrics.Lost("unreadable", 1);
                LogUnreadable(e, id);
            }
        }

        return new Spooled(results, rows.Count == 0 ? 0 : rows[^1].Id);
    }

    /// <exception cref="SqliteException">The disk is full, or worse; the results are still in the spool.</exception>
    public void Remove(Spooled confirmed)
    {
        lock (_lock)
        {
            _file.RemoveTo(confirmed.LastId);
            _metrics.SpoolHolds(_file.Count, _file.Bytes);
            if (_file.Count > 0)
                _arrived.Writer.TryWrite(true);
        }
    }

    /// <summary>Writes what was handed over, then closes the file.</summary>
    public void Dispose()
    {
        _pending.CompleteAdding();
        _writer.Join();
        _file.Dispose();
        _pending.Dispose();
    }

    private void Write()
    {
        var group = new List<Pending>();
        foreach (var first in _pending.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxRowsPerCommit && _pending.TryTake(out var next))
                group.Add(next);

            var written = TryAppend(group);
            foreach (var pending in group)
                pending.Written.SetResult(written);

            group.Clear();
        }
    }

    private bool TryAppend(List<Pending> group)
    {
        try
        {
            lock (_lock)
            {
                var dropped = _file.Append([.. group.Select(pending => pending.Body)]);
                if (dropped > 0)
                    _metrics.Lost("spool_limit", dropped);

                _metrics.SpoolHolds(_file.Count, _file.Bytes);
            }

            _arrived.Writer.TryWrite(true);
            return true;
        }
        catch (SqliteException e)
        {
            _metrics.Lost("spool_write", group.Count);
            LogNotWritten(e, group.Count);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} results could not be written to the spool and are lost")]
    private partial void LogNotWritten(Exception exception, int count);

    [LoggerMessage(LogLevel.Error, "Row {Id} of the spool is no result and is left out")]
    private partial void LogUnreadable(Exception exception, long id);

    private sealed class Pending(byte[] body)
    {
        public byte[] Body { get; } = body;

        public TaskCompletionSource<bool> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The oldest results of a spool.</summary>
/// <param name="LastId">Of their last row; 0 where there was none.</param>
internal readonly record struct Spooled(IReadOnlyList<ProbeResult> Results, long LastId);
