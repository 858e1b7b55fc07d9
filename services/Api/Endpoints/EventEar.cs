using Ringback.Store;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>Listens to the ledger for all who listen to the API: one connection, however many they are.</summary>
internal sealed class EventEar(EventBell bell, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private volatile TaskCompletionSource _news = New();
    private volatile bool _isListening;

    /// <summary>Whether news are heard of: while they are not, who waits for them has to look.</summary>
    public bool IsListening => _isListening;

    /// <summary>Done once something new may be there. To be taken before looking, or what comes in between is missed.</summary>
    public Task News => _news.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await bell.ListenAsync(Hear, stoppingToken);
            }
            catch (Exception e) when (DatabaseOutage.IsOne(e))
            {
                // Who asks meanwhile is told so.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            _isListening = false;
            await Task.Delay(Rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Hear()
    {
        _isListening = true;
        Interlocked.Exchange(ref _news, New()).SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
