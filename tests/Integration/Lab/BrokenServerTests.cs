namespace Ringback.Tests.Integration.Lab;

public sealed class BrokenServerTests : IDisposable
{
    private readonly string _source = Directory.CreateTempSubdirectory("ringback-broken-").FullName;
    private readonly string _folder = $"/tmp/ringback-lab-broken-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_missing_binary_names_its_package()
    {
        Plan("requires: { no-such-server: no-such-package }\ncommand: no-such-server");

        var (exitCode, _, error) = await UpAsync();

        Assert.Equal(
            (
                1,
                "ringback: broken: 'no-such-server' is not installed; run infra/install.sh, or: apt-get install no-such-package\n"
            ),
            (exitCode, error)
        );
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public async Task A_server_that_ends_at_once_shows_the_end_of_its_log()
    {
        Plan("command: sh ${folder}/run.sh");
        await File.WriteAllTextAsync(
            Path.Combine(_source, "broken", "run.sh"),
            "echo cannot bind ${port.web} >&2; exit 3",
            TestContext.Current.CancellationToken
        );

        var (exitCode, _, error) = await UpAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("broken ended with 3 instead of answering", error, StringComparison.Ordinal);
        Assert.Matches("cannot bind [0-9]+\n", error);
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public async Task A_key_that_is_none_is_named_with_its_line()
    {
        Plan("comand: true");

        var (exitCode, _, error) = await UpAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("server.yaml:5: Property 'comand' not found", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_source, recursive: true);

    private void Plan(string rest)
    {
        Directory.CreateDirectory(Path.Combine(_source, "broken"));
        File.WriteAllText(
            Path.Combine(_source, "broken", "server.yaml"),
            $"about: broken\nports: {{ web: tcp }}\nready: {{ tcp: web }}\nstop: {{ signal: TERM, patience_seconds: 1 }}\n{rest}\n"
        );
    }

    private Task<(int ExitCode, string Output, string Error)> UpAsync() =>
        RingbackCommand.RunAsync(["lab", "up", "--folder", _folder], _source);
}
