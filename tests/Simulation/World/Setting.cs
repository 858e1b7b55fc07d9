using Ringback.Tests.Simulation.Doors.Broker;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>What everything in one world shares.</summary>
internal sealed class Setting
{
    public Setting(int seed, Blueprint blueprint)
    {
        Loop = new Loop(seed);
        Blueprint = blueprint;
        Plan = Plan.Of(Loop);
        Truth = new Truth(Loop, goesOffline: Plan.HasCanaries || Loop.Chance(0.6));
        Broker = blueprint.Broker(Loop);
        Notary = new Notary(this);
    }

    public Loop Loop { get; }

    public Blueprint Blueprint { get; }

    public Truth Truth { get; }

    public Plan Plan { get; }

    public SimulatedBroker Broker { get; }

    public Notary Notary { get; }

    public Host NewHost(Box box, string name, int number) => new(Loop, box, name, number);
}
