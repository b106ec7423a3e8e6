/** A parameter of integers that something else may be sent for, in the words of hostile-values.test.ts. */
interface Leniency {
  readonly takes: string;
  readonly why: string;
  readonly places: readonly string[];
}

export const lenientPlaces: readonly Leniency[] = [
  {
    takes: 'digits',
    why: 'Koji turns text into a number here, and clients send it.',
    places: [
      'addExternalRepoToTag.priority',
      'assignTask.task_id',
      'cancelTask.task_id',
      'cancelTaskChildren.task_id',
      'cancelTaskFull.task_id',
      'editTagExternalRepo.priority',
      'getEvent.id',
      'getRPMDeps.rpmID',
      'getRPMFile.rpmID',
      'getRPMHeaders.rpmID',
      'getTaskChildren.task_id',
      'getTaskDescendents.task_id',
      'getTaskRequest.taskId',
      'getTaskResult.taskId',
      'listBuildroots.repoID',
      'listRPMFiles.rpmID',
      'listTasks.opts.state[0]',
      'queryRPMSigs.rpm_id',
      'repo.query.clauses[0][2]',
      'repo.queryQueue.clauses[0][2]',
      'repoInfo.repo_id',
      'scheduler.getLogMessages.clauses[0][2]',
      'scheduler.getTaskRefusals.clauses[0][2]',
      'scheduler.getTaskRuns.clauses[0][2]',
      'setInheritanceData.data[0].priority',
      'setTaskPriority.priority',
      'tagLastChangeEvent.before',
      'taskFinished.taskId',
    ],
  },
  { takes: 'digits, list', why: 'As above, and several at once.', places: ['getTaskInfo.task_id', 'listTasks.opts.owner'] },
  {
    takes: 'digits, too long',
    why: 'Sizes and offsets of files have 64 bits, and clients send them as text.',
    places: ['downloadTaskOutput.offset', 'downloadTaskOutput.size', 'uploadFile.size', 'uploadFile.offset'],
  },
  {
    takes: 'digits, fraction, too long',
    why: 'Seconds since 1970, from metadata in JSON.',
    places: ['CGImport.metadata.build.start_time', 'CGImport.metadata.build.end_time'],
  },
  {
    takes: 'fraction, too long',
    why: 'Numbers, not integers: weights, loads, seconds since 1970.',
    places: ['host.setTaskWeight.weight', 'host.updateHost.task_load', 'setBuildTimestamp.ts'],
  },
  {
    takes: 'text, digits, fraction, list, struct, too long',
    why: 'Seconds since 1970, or a date as text; what is empty in Python stands for none.',
    places: ['getChangelogEntries.before', 'getChangelogEntries.after'],
  },
  {
    takes: 'too long',
    why: 'Sizes and seconds have 64 bits.',
    places: ['addExternalRPM.rpminfo.size', 'addExternalRPM.rpminfo.buildtime', 'getLastEvent.before'],
  },
  { takes: 'list', why: 'One or several.', places: ['listBuildroots.state', 'listBuildroots.buildrootID', 'listUsers.userType'] },
  {
    takes: 'list, struct',
    why: 'What is empty in Python stands for no limit.',
    places: [
      'getBuildTargets.queryOpts.limit',
      'listArchives.queryOpts.limit',
      'listBTypes.queryOpts.limit',
      'listBuildroots.queryOpts.limit',
      'listExternalRepos.queryOpts.limit',
      'listRPMs.queryOpts.limit',
      'listSideTags.queryOpts.limit',
      'listTags.queryOpts.limit',
      'listTasks.queryOpts.limit',
      'listUsers.queryOpts.limit',
      'search.queryOpts.limit',
      'untaggedBuilds.queryOpts.limit',
    ],
  },
  {
    takes: 'text, digits, fraction, boolean, list, struct, too long',
    why: 'Values that the hub hands on without a look, or does not need: of rpms that are ours only the name counts.',
    places: [
      'echo.args[1]',
      'host.setBuildRootList.rpmlist[0].size',
      'host.setBuildRootList.rpmlist[0].buildtime',
      'host.subtask.arglist[1]',
      'host.subtask2.args[1]',
      'host.updateBuildRootList.rpmlist[0].size',
      'host.updateBuildRootList.rpmlist[0].buildtime',
      'host.updateHost.data.maxjobs',
    ],
  },
];
