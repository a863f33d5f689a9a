using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Fairlead.Bench;

/// <summary>What the figures depend on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var processor = Line("/proc/cpuinfo", "model name")?.Split(':')[1].Trim() ?? $"{RuntimeInformation.OSArchitecture}";
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return $"{Environment.ProcessorCount} cores ({processor}), {memory:0} GB, {RuntimeInformation.OSDescription}, "
            + $".NET {Environment.Version}";
    }

    /// <summary>What the slowest part of a commit costs here: 4 KiB appended and flushed to the device, over and over.</summary>
    public static string DescribeDisk(string folder)
    {
        var path = Path.Combine(folder, "flush-probe");
        var page = new byte[4096];
        var flushes = 0;
        var watch = Stopwatch.StartNew();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (; watch.Elapsed < TimeSpan.FromSeconds(1); flushes++)
            {
                file.Write(page);
                file.Flush(flushToDisk: true);
            }
        }

        var perSecond = flushes / watch.Elapsed.TotalSeconds;
        File.Delete(path);
        return $"{new DriveInfo(folder).DriveFormat}, {perSecond:#,0} flushes/s ({1e3 / perSecond:0.00} ms each) from one thread";
    }

    /// <summary>Memory of a process that is in RAM, in MB.</summary>
    public static double ResidentMegabytes(int process) => Kilobytes(process, "VmRSS") / 1024;

    /// <summary>The most it ever was.</summary>
    public static double ResidentPeakMegabytes(int process) => Kilobytes(process, "VmHWM") / 1024;

    private static double Kilobytes(int process, string field) =>
        double.Parse(Line($"/proc/{process}/status", field)!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);

    private static string? Line(string file, string start) =>
        File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
}
