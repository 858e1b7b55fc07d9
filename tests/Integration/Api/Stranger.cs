using System.Diagnostics;

namespace Ringback.Tests.Integration.Api;

/// <summary>A program of others that <c>infra/strangers.sh</c> put there, run by node.</summary>
internal static class Stranger
{
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts/tools/strangers");

    /// <returns>What it wrote to standard output, having ended well.</returns>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(
            node.ExitCode == 0,
            $"{script} ended with {node.ExitCode} (infra/strangers.sh installs it): {await output}{await errors}"
        );
        return await output;
    }
}
