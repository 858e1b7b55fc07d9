namespace Ringback.Tests.Integration.Lab;

/// <summary>Waits for a condition, so long that only a broken one fails.</summary>
internal static class Until
{
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static Task TrueAsync(Func<bool> condition, string what) =>
        TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"never came true: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
