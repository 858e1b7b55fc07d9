using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Store;
using Ringback.Store.Access;

namespace Ringback.Api.Security;

/// <summary>Takes in the administrator's key that a file holds, such as a mounted secret: the first there is.</summary>
internal sealed partial class BootstrapKey(
    SecurityOptions options,
    KeyLedger keys,
    TimeProvider time,
    ILogger<BootstrapKey> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Life = TimeSpan.FromDays(3_650);

    private string? _taken;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.BootstrapFile is not { } file)
            return;

        using var timer = new PeriodicTimer(Poll, time);
        do
        {
            try
            {
                var text = (await File.ReadAllTextAsync(file, stoppingToken)).Trim();
                if (text != _taken)
                    await TakeAsync(file, text, stoppingToken);

                _taken = text;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException || DatabaseOutage.IsOne(e))
            {
                LogAway(file, e.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TakeAsync(string file, string text, CancellationToken cancel)
    {
        if (!KeyToken.TryParse(text, out var token))
        {
            LogNoKey(file);
            return;
        }

        var wish = new KeyWish("bootstrap", Role.Admin, null, Instant.Now(time) + Life);
        if (await keys.AdoptAsync(token!, wish, new Actor($"file:{file}", null, null), cancel))
            LogTaken(token!.Id, file);
    }

    [LoggerMessage(LogLevel.Information, "Key {Id} of {File} is an administrator's")]
    private partial void LogTaken(string id, string file);

    [LoggerMessage(LogLevel.Error, "{File} holds no key; 'ringback key new' writes one")]
    private partial void LogNoKey(string file);

    [LoggerMessage(LogLevel.Warning, "{File} is not taken in yet: {Error}")]
    private partial void LogAway(string file, string error);
}
