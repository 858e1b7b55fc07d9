using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringback.ServiceDefaults;

namespace Ringback.Tests.Unit.ServiceDefaults;

public sealed class LogLinesTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 10, 5, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("plain, with ž and 日本語 and 😀", "plain, with ž and 日本語 and 😀")]
    [InlineData(
        "x\n2026-10-05T12:00:00.001Z info: Ringback[1] forged",
        "x\\u000a2026-10-05T12:00:00.001Z info: Ringback[1] forged"
    )]
    [InlineData("x\r\u001b[2K\u001b[31mred", "x\\u000d\\u001b[2K\\u001b[31mred")]
    [InlineData("a\u2028b\u2029c\u0085d", "a\\u2028b\\u2029c\\u0085d")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    public void What_a_peer_said_stays_within_its_line(string said, string written) =>
        Assert.Equal($"2026-10-05T12:00:00.000Z warn: Ringback.Test[7] {written}\n", Write(said, null));

    [Fact]
    public void No_text_makes_more_than_one_line() =>
        Gen.Select(Gen.String, Gen.String)
            .Sample(
                (message, error) =>
                {
                    var written = Write(message, new InvalidOperationException(error));

                    Assert.StartsWith(
                        "2026-10-05T12:00:00.000Z warn: Ringback.Test[7] ",
                        written,
                        StringComparison.Ordinal
                    );
                    Assert.Equal(written.Length - 1, written.AsSpan().IndexOfAnyInRange('\0', '\u001f'));
                }
            );

    [Fact]
    public void Services_log_by_it()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults("test");
        using var provider = builder.Services.BuildServiceProvider();

        Assert.Contains(
            provider.GetServices<Microsoft.Extensions.Logging.Console.ConsoleFormatter>(),
            formatter => formatter is LogLines
        );
        Assert.Equal(
            LogLines.FormatterName,
            provider
                .GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>>()
                .Value.FormatterName
        );
    }

    private static string Write(string message, Exception? exception)
    {
        using var writer = new StringWriter();
        new LogLines(Time).Write(
            new LogEntry<string>(
                LogLevel.Warning,
                "Ringback.Test",
                new EventId(7),
                message,
                exception,
                (state, _) => state
            ),
            null,
            writer
        );
        return writer.ToString();
    }
}
