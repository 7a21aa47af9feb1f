package io.espalier.benchmark;

import io.espalier.run.RunRecord.FinalRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A run whose executors were killed beside the undisturbed one.
 *
 * @param job name of the job
 * @param kills executors that were killed before the run ended
 * @param undisturbed results of the run that was left alone
 * @param disturbed results of the other one
 */
public record KillsReport(String job, int kills, FinalRecord undisturbed, FinalRecord disturbed)
        implements BenchmarkReport {
    /** Whether both runs trained the same weights. */
    public boolean sameBits() {
        return undisturbed.weightsSha256().equals(disturbed.weightsSha256());
    }

    /** Wall time of the disturbed run over that of the other. */
    double ratio() {
        return disturbed.seconds() / undisturbed.seconds();
    }

    @Override
    public List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%s: %.1f s undisturbed, %.1f s with %d killed executors: %.2f times",
                        job,
                        undisturbed.seconds(),
                        disturbed.seconds(),
                        kills,
                        ratio()),
                sameBits() ? "the weights are the same bits" : "the weights DIFFER");
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "kills");
        map.put("job", job);
        map.put("kills", kills);
        map.put("seconds_undisturbed", undisturbed.seconds());
        map.put("seconds_disturbed", disturbed.seconds());
        map.put("ratio", ratio());
        map.put("same_bits", sameBits());
        map.put("weights_sha256", undisturbed.weightsSha256());
        return map;
    }
}
