using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Machine;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>Results that the centre has not confirmed yet, on disk. One result counts as taken once it is in here.</summary>
/// <remarks>A thread of its own writes whatever has come meanwhile in one commit: many results, one flush to the disk.</remarks>
internal sealed partial class Spool : IDisposable
{
    private const int MaxBytesPerCommit = 256 * 1024;

    private readonly ConcurrentQueue<Pending> _pending = [];
    private readonly Channel<bool> _arrived = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Lock _lock = new();
    private readonly ISpoolFile _file;
    private readonly WorkerMetrics _metrics;
    private readonly ILogger _log;
    private readonly ILoopThread _writer;
    private volatile bool _closed;
    private long _confirmedTo;

    /// <param name="file">Disposed of with this.</param>
    public Spool(ISpoolFile file, WorkerMetrics metrics, IMachine machine, ILogger log)
    {
        _file = file;
        _metrics = metrics;
        _log = log;
        if (!_file.TryTakeReserve())
            LogNoReserve();

        _metrics.SpoolHolds(_file.Count, _file.Bytes);
        if (_file.Count > 0)
            _arrived.Writer.TryWrite(true);

        _writer = machine.Thread("spool", Turn);
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

    /// <summary>Whether there is something that the centre has not confirmed.</summary>
    public bool HasMore
    {
        get
        {
            lock (_lock)
                return _file.Peek(_confirmedTo, 1, 0).Count > 0;
        }
    }

    /// <returns>False where it could not be written, which is logged and counted: the ledger will show it missing.</returns>
    public Task<bool> AppendAsync(ProbeResult result)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var pending = new Pending(JsonSerializer.SerializeToUtf8Bytes(result, ModelJson.Default.ProbeResult));
        _pending.Enqueue(pending);
        _writer.Wake();
        return pending.Written.Task;
    }

    /// <summary>Returns once there is, or a moment ago was, something in the spool.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _arrived.Reader.ReadAsync(cancellation);

    /// <summary>The oldest results. A row that is no result, of a version long gone, is counted and left out.</summary>
    public Spooled Peek(int maxResults, int maxBytes)
    {
        IReadOnlyList<(long Id, byte[] Body)> rows;
        lock (_lock)
            rows = _file.Peek(_confirmedTo, maxResults, maxBytes);

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

    /// <summary>Deletes what the centre has. Where the disk is too full even for that, it is left out until it goes.</summary>
    public void Remove(Spooled confirmed)
    {
        lock (_lock)
        {
            _confirmedTo = Math.Max(_confirmedTo, confirmed.LastId);
            try
            {
                _file.RemoveTo(_confirmedTo);
            }
            catch (SqliteException e)
            {
                LogNotRemoved(e);
                MakeRoom();
            }

            _metrics.SpoolHolds(_file.Count, _file.Bytes);
            if (HasMore)
                _arrived.Writer.TryWrite(true);
        }
    }

    /// <summary>Writes what was handed over, then closes the file.</summary>
    public void Dispose()
    {
        _closed = true;
        _writer.Stop();
        Turn();
        _file.Dispose();
    }

    /// <summary>Writes all that has come.</summary>
    private TimeSpan Turn()
    {
        var group = new List<Pending>();
        while (_pending.TryDequeue(out var first))
        {
            group.Add(first);
            var size = first.Body.Length;
            while (size < MaxBytesPerCommit && _pending.TryDequeue(out var next))
            {
                group.Add(next);
                size += next.Body.Length;
            }

            var written = TryAppend(group);
            foreach (var pending in group)
                pending.Written.SetResult(written);

            group.Clear();
        }

        return Timeout.InfiniteTimeSpan;
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
            lock (_lock)
                MakeRoom();

            return false;
        }
    }

    /// <summary>A full disk: what is confirmed goes by way of the reserve, and the log's space is given back.</summary>
    private void MakeRoom()
    {
        try
        {
            _file.MakeRoom(_confirmedTo);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            LogStillFull(e.Message);
        }

        if (!_file.TryTakeReserve())
            LogNoReserve();
    }

    [LoggerMessage(LogLevel.Error, "{Count} results could not be written to the spool and are lost")]
    private partial void LogNotWritten(Exception exception, int count);

    [LoggerMessage(LogLevel.Error, "Confirmed results could not be removed from the spool: they go later")]
    private partial void LogNotRemoved(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The spool's disk has no room for its reserve")]
    private partial void LogNoReserve();

    [LoggerMessage(LogLevel.Error, "The spool's disk takes no write: {Error}")]
    private partial void LogStillFull(string error);

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
