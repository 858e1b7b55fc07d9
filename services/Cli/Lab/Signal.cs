namespace Ringback.Cli.Lab;

/// <summary>Numbers of Linux on x86-64 and arm64.</summary>
internal enum Signal
{
    INT = 2,
    QUIT = 3,
    KILL = 9,
    TERM = 15,
    CONT = 18,
    STOP = 19,
}
