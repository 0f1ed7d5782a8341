using KestrelTcp.Cli;
using KestrelTcp.Rpc;
using KestrelTcp.Rpc.Messages;
using Xunit;

namespace KestrelTcp.Tests.Cli;

public sealed class TableTests
{
    [Fact]
    public void Workers_areShownAsRoadRunnerShowsThem()
    {
        var created = UnixTime.Nanoseconds(DateTime.UtcNow.AddMinutes(-2.5));
        var table = WorkersCommand.Table([new WorkerEntry(915, 1, 1234, created, 34_000_000, 0.256, "php worker.php", "ready")], most: 9);

        Assert.Equal(
            """
            Workers of [tcp]:
            PID  STATUS  EXECS  MEMORY  CPU%    CREATED
            915  ready   1,234  34 MB   0.26 %  2 minutes ago

            """,
            Plain(table));
    }

    [Fact]
    public void Connections_areShownOldestFirst_andNoMoreThanAskedFor()
    {
        var now = DateTime.UtcNow;
        var table = ConnectionsCommand.Table([Entry("young", now.AddSeconds(-5)), Entry("old", now.AddHours(-3))], most: 1);

        Assert.Equal(
            """
            Connections: 2 (the 1 oldest are shown)
            UUID  SERVER  REMOTE ADDRESS  AGE    IDLE   EVENTS  IN   OUT     STATE
            old   echo    127.0.0.1:1     3h00m  1m01s  3       7 B  1.5 kB  waiting

            """,
            Plain(table));
    }

    [Fact]
    public void WorkersOfSeveralPools_areShownWithTheirCommands()
    {
        var table = WorkersCommand.Table(
            [new WorkerEntry(1, 1, 0, 0, 0, 0, "echo", "ready"), new WorkerEntry(2, 1, 0, 0, 0, 0, "smtp", "ready"), new WorkerEntry(3, 1, 0, 0, 0, 0, "smtp", "ready")],
            most: 2);

        Assert.Equal("Workers of [tcp]: (2 of 3 are shown)", table.Title);
        Assert.Equal("COMMAND", table.Columns[^1]);
        Assert.Equal(["echo", "smtp"], table.Rows.Select(row => row[^1]));
    }

    [Fact]
    public void NarrowTerminal_isSparedColumns()
    {
        var table = new TextTable("Title", ["UUID", "IN", "STATE"], [["12345678", "10 B", "waiting"]]) { Spare = ["IN"] };

        Assert.Equal(["UUID", "IN", "STATE"], table.FitTo(23).Columns);
        Assert.Equal(["UUID", "STATE"], table.FitTo(22).Columns);
        Assert.Equal(["12345678", "waiting"], table.FitTo(22).Rows[0]);
        Assert.Equal(["12345678", "wait…"], table.FitTo(15).Rows[0]);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1500, "1.5 kB")]
    [InlineData(999_999, "1.0 MB")]
    [InlineData(34_567_000, "35 MB")]
    [InlineData(5_000_000_000_000_000, "5000 TB")]
    public void Size_hasTwoDigitsOrMore(long bytes, string text) => Assert.Equal(text, Humanly.Size(bytes));

    [Theory]
    [InlineData(0, "now")]
    [InlineData(1.2, "1 second ago")]
    [InlineData(59.1, "59 seconds ago")]
    [InlineData(3700, "1 hour ago")]
    [InlineData(200_000, "2 days ago")]
    public void Ago_isRounded(double seconds, string text) =>
        Assert.Equal(text, Humanly.Ago(UnixTime.Nanoseconds(DateTime.UtcNow.AddSeconds(-seconds))));

    private static ConnectionEntry Entry(string uuid, DateTime created) =>
        new(uuid, "echo", "127.0.0.1:1", UnixTime.Nanoseconds(created), 61_000, 3, 7, 1500, "waiting");

    private static string Plain(TextTable table)
    {
        using var writer = new StringWriter();
        table.Write(writer);
        return writer.ToString();
    }
}
