using System.Diagnostics;

namespace Ringback.Tests.Integration.Api;

/// <summary>A program of others that <c>infra/strangers.sh</c> put there, run by node.</summary>
internal static class Stranger
{
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts/tools/strangers");

    /// <summary>One that goes on until its input ends.</summary>
    public static Process Start(string script, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("node", [Path.Combine(Folder, script), .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Folder,
            }
        )!;

    /// <returns>What it wrote to standard output, having ended well.</returns>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        using var node = Start(script, arguments);
        node.StandardInput.Close();
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
