using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>What the lab's kamailio itself says that it has: asked with kamcmd, over its LAB_SIP_CONTROL.</summary>
internal static partial class Kamailio
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(200);

    /// <summary>The contacts of an account.</summary>
    public static async Task<IReadOnlyList<string>> ContactsAsync(string control, string account)
    {
        var dump = await AskAsync(control, "ul.dump");
        return
        [
            .. AddressOfRecord()
                .Split(dump)
                .Where(part => part.StartsWith($"{account}\n", StringComparison.Ordinal))
                .SelectMany(part => Address().Matches(part).Select(match => match.Groups[1].Value)),
        ];
    }

    /// <summary>Calls that have begun and not ended.</summary>
    public static async Task<int> DialogsAsync(string control) =>
        int.Parse(
            Active().Match(await AskAsync(control, "dlg.stats_active")).Groups[1].Value,
            CultureInfo.InvariantCulture
        );

    /// <summary>Calls that were ended because nobody had kept them alive, since the start.</summary>
    public static async Task<int> ExpiredDialogsAsync(string control) =>
        int.Parse(
            Expired().Match(await AskAsync(control, "stats.get_statistics dialog:")).Groups[1].Value,
            CultureInfo.InvariantCulture
        );

    /// <summary>Asked again where its one control process is too busy with calls to take the question.</summary>
    private static async Task<string> AskAsync(string control, string command)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (exitCode, said) = await TryAskAsync(control, command);
            if (exitCode == 0)
                return said;

            if (attempt == MostAttempts)
                throw new InvalidOperationException($"kamcmd {command}: {said}");

            await Task.Delay(BetweenAttempts, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(int ExitCode, string Said)> TryAskAsync(string control, string command)
    {
        using var kamcmd = Process.Start(
            new ProcessStartInfo("kamcmd", ["-s", $"unix:{control}", .. command.Split(' ')])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = kamcmd.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await kamcmd.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await kamcmd.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (kamcmd.ExitCode, kamcmd.ExitCode == 0 ? said : said + await errors);
    }

    [GeneratedRegex(@"AoR: ")]
    private static partial Regex AddressOfRecord();

    [GeneratedRegex(@"Address: (\S+)")]
    private static partial Regex Address();

    [GeneratedRegex(@"expired_dialogs = (\d+)")]
    private static partial Regex Expired();

    [GeneratedRegex(@"all: (\d+)")]
    private static partial Regex Active();
}
